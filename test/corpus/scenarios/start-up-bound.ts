/** Workers are being started for much of the run, and none works. */
import { LINES, computing, mapProgram, processProgram, repeat } from '../code.ts';
import { SimPool } from '../objects.ts';
import { num, type Scenario } from '../scenario.ts';

const perPiece: Scenario = {
  name: 'a process per small piece of work, one after the other; the pieces of the twin are large',
  draw: (random) => ({ cores: 2, pieces: 10 + random.below(6), boot: random.between(25, 35), ms: 3 }),
  program: (program, lines) =>
    program.main(function* (main) {
      for (let piece = 0; piece < num(lines, 'pieces'); piece++) {
        const options = { line: LINES.create, bootMs: num(lines, 'boot') };
        yield* program.join(main, [program.process(options, computing(num(lines, 'ms')))], LINES.join);
      }
    }),
  twin: (lines) => ({ ...lines, ms: 200 }),
  line: LINES.create,
};

const manyAtOnce: Scenario = {
  name: 'twenty processes at once that have nothing much to do; those of the twin have',
  draw: (random) => ({ cores: 2 + random.below(2), processes: 20 + random.below(10), ms: 1 }),
  program: (program, lines) =>
    processProgram(
      program,
      repeat(num(lines, 'processes'), () => computing(num(lines, 'ms'))),
    ),
  twin: (lines) => ({ ...lines, ms: 200 }),
  twinHas: ['oversubscription'],
  line: LINES.create,
};

const heavyInitializer: Scenario = {
  name: 'an initializer that loads a model, for little work; the work of the twin is worth it',
  draw: (random) => ({ cores: 2 + random.below(3), init: 300 + random.below(200), ms: 10 }),
  program: (program, lines) => {
    const workers = num(lines, 'cores');
    const tasks = repeat(workers * 6, () => computing(num(lines, 'ms')));
    mapProgram(program, tasks, { workers, chunksize: 1, initializerMs: num(lines, 'init') });
  },
  twin: (lines) => ({ ...lines, ms: 400 }),
  line: LINES.create,
};

const heavyImports: Scenario = {
  name: 'a script whose imports take long in each worker; those of the twin are few',
  draw: (random) => ({ cores: 4, processes: 3 + random.below(2), ms: 60 + random.below(30), imports: 400 }),
  program: (program, lines) =>
    program.main(function* (main) {
      const options = { line: LINES.create, bootMs: num(lines, 'imports') };
      const pieces = repeat(num(lines, 'processes'), () => computing(num(lines, 'ms')));
      yield* program.join(
        main,
        pieces.map((code) => program.process(options, code)),
        LINES.join,
      );
    }),
  twin: (lines) => ({ ...lines, imports: 20 }),
  line: LINES.create,
};

const poolPerRound: Scenario = {
  name: 'a new pool for each round; the twin keeps one',
  draw: (random) => ({ cores: 2, rounds: 8 + random.below(4), ms: random.between(4, 7), keeps: false }),
  program: (program, lines) =>
    program.main(function* (main) {
      let pool: SimPool | undefined;
      for (let round = 0; round < num(lines, 'rounds'); round++) {
        pool ??= new SimPool(program, { size: 2, line: LINES.create });
        const tasks = repeat(8, () => computing(num(lines, 'ms')));
        yield* pool.map(main, tasks, { line: LINES.submit, chunksize: 1 });
        if (lines['keeps'] === true) continue;
        pool.terminate();
        pool = undefined;
      }
      pool?.terminate();
    }),
  twin: (lines) => ({ ...lines, keeps: true }),
  line: LINES.create,
};

const quietMachine: Scenario = {
  name: 'a process per piece on a quiet machine; in the twin other programs make each start take long',
  draw: (random) => ({ cores: 2, others: 0, pieces: 10 + random.below(6), ms: 8 }),
  program: (program, lines) =>
    program.main(function* (main) {
      for (let piece = 0; piece < num(lines, 'pieces'); piece++) {
        const options = { line: LINES.create, bootMs: 30 };
        yield* program.join(main, [program.process(options, computing(num(lines, 'ms')))], LINES.join);
      }
    }),
  twin: (lines) => ({ ...lines, others: 9 }),
  line: LINES.create,
};

export const startUpBound: readonly Scenario[] = [
  perPiece,
  manyAtOnce,
  heavyInitializer,
  heavyImports,
  poolPerRound,
  quietMachine,
];
