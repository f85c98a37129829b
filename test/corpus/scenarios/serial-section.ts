/** Main computes and no worker has anything to do. */
import { LINES, computing, inTurn, mapProgram, repeat } from '../code.ts';
import { SimPool } from '../objects.ts';
import type { Code } from '../program.ts';
import { num, type Scenario } from '../scenario.ts';

const prepares: Scenario = {
  name: 'main prepares the data before it makes the pool; main of the twin has little to prepare',
  draw: (random) => ({
    cores: 2 + random.below(3),
    rounds: 10 + random.below(6),
    ms: random.between(20, 30),
    before: 500 + random.below(300),
  }),
  program: (program, lines) => {
    const workers = num(lines, 'cores');
    const tasks = repeat(workers * num(lines, 'rounds'), () => computing(num(lines, 'ms')));
    mapProgram(program, tasks, { workers, chunksize: 1, before: computing(num(lines, 'before')) });
  },
  twin: (lines) => ({ ...lines, before: 20 }),
  line: LINES.create,
};

const merges: Scenario = {
  name: 'main merges the results for as long as the map took; main of the twin adds them up',
  draw: (random) => ({
    cores: 2 + random.below(3),
    rounds: 10 + random.below(6),
    ms: random.between(20, 30),
    behind: 400 + random.below(300),
  }),
  program: (program, lines) => {
    const workers = num(lines, 'cores');
    const tasks = repeat(workers * num(lines, 'rounds'), () => computing(num(lines, 'ms')));
    mapProgram(program, tasks, { workers, chunksize: 1, behind: computing(num(lines, 'behind')) });
  },
  twin: (lines) => ({ ...lines, behind: 10 }),
  line: LINES.submit,
};

const rounds: Scenario = {
  name: 'between the rounds of a simulation main computes the next; main of the twin hands on what it got',
  draw: (random) => ({
    cores: 2 + random.below(3),
    rounds: 6 + random.below(4),
    ms: random.between(10, 16),
    between: 40 + random.below(20),
  }),
  program: (program, lines) =>
    program.main(function* (main) {
      const size = num(lines, 'cores');
      const pool = new SimPool(program, { size, line: LINES.create });
      for (let round = 0; round < num(lines, 'rounds'); round++) {
        const tasks = repeat(size * 4, () => computing(num(lines, 'ms')));
        yield* pool.map(main, tasks, { line: LINES.submit, chunksize: 1 });
        yield* main.compute(num(lines, 'between'));
      }
      pool.terminate();
    }),
  twin: (lines) => ({ ...lines, between: 3 }),
  line: LINES.submit,
};

const afterProcesses: Scenario = {
  name: 'main sorts for long before it starts its processes; main of the twin lets them sort',
  draw: (random) => ({ cores: 2 + random.below(4), ms: 250 + random.below(200), sortsItself: true }),
  program: (program, lines) => {
    const [processes, ms] = [num(lines, 'cores'), num(lines, 'ms')];
    const itself = lines['sortsItself'] === true;
    const piece = computing(itself ? ms : ms * 1.5);
    program.main(function* (main) {
      if (itself) yield* main.compute(ms * 1.2);
      const started = repeat(processes, () => piece).map((code) => program.process({ line: LINES.create }, code));
      yield* program.join(main, started, LINES.join);
    });
  },
  twin: (lines) => ({ ...lines, sortsItself: false }),
  line: LINES.create,
};

const firstThenHandsIn: Scenario = {
  name: 'main does its own part and then hands in the workers’ part; the twin hands in first',
  draw: (random) => ({
    cores: 3 + random.below(2),
    ms: random.between(15, 25),
    own: 300 + random.below(150),
    handsInFirst: false,
  }),
  program: (program, lines) =>
    program.main(function* (main) {
      const size = num(lines, 'cores') - 1;
      const pool = new SimPool(program, { size, line: LINES.create });
      const tasks = repeat(size * 24, () => computing(num(lines, 'ms')));
      if (lines['handsInFirst'] !== true) yield* main.compute(num(lines, 'own'));
      const batch = yield* pool.submit(main, tasks, { line: LINES.submit, chunksize: 1 });
      if (lines['handsInFirst'] === true) yield* main.compute(num(lines, 'own'));
      yield* pool.wait(main, batch, LINES.submit);
      pool.terminate();
    }),
  twin: (lines) => ({ ...lines, handsInFirst: true }),
  line: LINES.submit,
};

const comparison: Scenario = {
  name: 'the same work serially first, to measure the speed-up; the twin leaves that out',
  draw: (random) => ({
    cores: 2 + random.below(3),
    tasks: 24 + random.below(8),
    ms: random.between(20, 30),
    serially: true,
  }),
  program: (program, lines) => {
    const tasks = repeat(num(lines, 'tasks'), () => computing(num(lines, 'ms')));
    const before: Code = lines['serially'] === true ? inTurn(...tasks) : computing(1);
    mapProgram(program, tasks, { workers: num(lines, 'cores'), chunksize: 1, before });
  },
  twin: (lines) => ({ ...lines, serially: false }),
  line: LINES.create,
};

const awaits: Scenario = {
  name: 'main unpacks a download itself before it starts anything; main of the twin only waits for it to arrive',
  draw: (random) => ({ cores: 2 + random.below(3), ms: 300 + random.below(200), unpacks: true }),
  program: (program, lines) =>
    program.main(function* (main) {
      const ms = num(lines, 'ms');
      yield* lines['unpacks'] === true ? main.compute(ms) : main.sleep(ms);
      const pieces = repeat(num(lines, 'cores'), () => computing(ms));
      const started = pieces.map((code) => program.process({ line: LINES.create }, code));
      yield* program.join(main, started, LINES.join);
    }),
  twin: (lines) => ({ ...lines, unpacks: false }),
  line: LINES.create,
};

export const serialSection: readonly Scenario[] = [
  prepares,
  merges,
  rounds,
  afterProcesses,
  firstThenHandsIn,
  comparison,
  awaits,
];
