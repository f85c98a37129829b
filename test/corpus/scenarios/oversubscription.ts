/** More threads of the program at once than there are cores. */
import { LINES, computing, mapProgram, processProgram, repeat } from '../code.ts';
import { SimPool } from '../objects.ts';
import type { Code } from '../program.ts';
import { num, type Scenario } from '../scenario.ts';

const bigPool: Scenario = {
  name: 'a pool of three or four times as many workers as cores; the twin one per core',
  draw: (random) => ({ cores: 2 + random.below(3), times: 3 + random.below(2), ms: random.between(8, 20) }),
  program: (program, lines) => {
    const workers = num(lines, 'cores') * num(lines, 'times');
    mapProgram(
      program,
      repeat(120, () => computing(num(lines, 'ms'))),
      { workers, chunksize: 1 },
    );
  },
  twin: (lines) => ({ ...lines, times: 1 }),
  line: LINES.create,
};

const processes: Scenario = {
  name: 'a process per item; the twin starts one per core',
  draw: (random) => ({ cores: 2 + random.below(2), processes: 6 + random.below(6), ms: random.between(150, 300) }),
  program: (program, lines) =>
    processProgram(
      program,
      repeat(num(lines, 'processes'), () => computing(num(lines, 'ms'))),
    ),
  twin: (lines) => ({ ...lines, processes: lines['cores']! }),
  line: LINES.create,
};

const oneCore: Scenario = {
  name: 'four workers on one core; the twin has four',
  draw: (random) => ({ cores: 1, workers: 4, ms: random.between(10, 20) }),
  program: (program, lines) =>
    mapProgram(
      program,
      repeat(48, () => computing(num(lines, 'ms'))),
      { workers: num(lines, 'workers'), chunksize: 1 },
    ),
  twin: (lines) => ({ ...lines, cores: 4 }),
  line: LINES.create,
};

const nestedPools: Scenario = {
  name: 'workers with pools of their own; in the twin each has one inner worker',
  draw: (random) => ({ cores: 2 + random.below(3), inner: 3, ms: random.between(10, 20) }),
  program: (program, lines) => {
    const size = num(lines, 'inner');
    const outer: Code = function* (thread) {
      const pool = new SimPool(program, { size, line: LINES.create + 1, parent: thread.index });
      yield* pool.map(
        thread,
        repeat(36, () => computing(num(lines, 'ms'))),
        { line: LINES.submit + 1, chunksize: 1 },
      );
      pool.terminate();
    };
    const workers = num(lines, 'cores');
    mapProgram(
      program,
      repeat(workers, () => outer),
      { workers, chunksize: 1 },
    );
  },
  twin: (lines) => ({ ...lines, inner: 1 }),
  line: LINES.create + 1,
};

const mainToo: Scenario = {
  name: 'main computes beside a pool of one worker per core; in the twin main waits',
  draw: (random) => ({ cores: 1 + random.below(2), ms: random.between(10, 20), mainMs: 1200 }),
  program: (program, lines) =>
    program.main(function* (main) {
      const size = num(lines, 'cores');
      const pool = new SimPool(program, { size, line: LINES.create });
      const tasks = repeat(size * 50, () => computing(num(lines, 'ms')));
      const batch = yield* pool.submit(main, tasks, { line: LINES.submit, chunksize: 1 });
      yield* main.compute(Math.min(num(lines, 'mainMs'), num(lines, 'ms') * 40));
      yield* pool.wait(main, batch, LINES.submit);
      pool.terminate();
    }),
  twin: (lines) => ({ ...lines, mainMs: 1 }),
  line: LINES.create,
};

const ownThreads: Scenario = {
  name: 'new Worker for each file, without any pool; the twin makes one per core',
  draw: (random) => ({ cores: 2 + random.below(2), threads: 7 + random.below(5), ms: random.between(150, 250) }),
  program: (program, lines) =>
    program.main(function* (main) {
      const code = computing(num(lines, 'ms'));
      const started = repeat(num(lines, 'threads'), () => code).map((each) =>
        program.begin('Worker', { line: LINES.create, foreign: true }, each),
      );
      yield* main.until(() => started.every(({ over }) => over));
    }),
  twin: (lines) => ({ ...lines, threads: lines['cores']! }),
  line: LINES.create,
};

const others: Scenario = {
  name: 'twice as many workers as cores beside other programs; of the twin, one per core, only those take cores away',
  draw: (random) => ({
    cores: 2 + random.below(2),
    others: 1 + random.below(3),
    workers: 9,
    ms: random.between(10, 20),
  }),
  program: (program, lines) => {
    const workers = Math.min(num(lines, 'workers'), num(lines, 'cores') * 3);
    mapProgram(
      program,
      repeat(72, () => computing(num(lines, 'ms'))),
      { workers, chunksize: 1 },
    );
  },
  twin: (lines) => ({ ...lines, workers: lines['cores']! }),
  line: LINES.create,
};

export const oversubscription: readonly Scenario[] = [
  bigPool,
  processes,
  oneCore,
  nestedPools,
  mainToo,
  ownThreads,
  others,
];
