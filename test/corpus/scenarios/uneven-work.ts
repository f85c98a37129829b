/** Workers that are done long before the last one. */
import { LINES, computing, inTurn, mapProgram, processProgram, repeat } from '../code.ts';
import { SimPool } from '../objects.ts';
import type { Code } from '../program.ts';
import { num, type Scenario } from '../scenario.ts';

const bigChunks: Scenario = {
  name: 'a sweep whose tasks grow, handed out in one chunk per worker; the twin one at a time',
  draw: (random) => {
    const cores = 2 + random.below(4);
    return { cores, tasks: cores * (8 + random.below(6)), ms: random.between(1.4, 2), chunksize: 1000 };
  },
  program: (program, lines) => {
    const [workers, count] = [num(lines, 'cores'), num(lines, 'tasks')];
    const chunksize = Math.min(num(lines, 'chunksize'), Math.ceil(count / workers));
    mapProgram(
      program,
      repeat(count, (item) => computing((item + 1) * num(lines, 'ms'))),
      { workers, chunksize },
    );
  },
  twin: (lines) => ({ ...lines, chunksize: 1 }),
  line: LINES.submit,
};

const giantLast: Scenario = {
  name: 'many equal tasks, and at the end one that takes twenty times as long',
  draw: (random) => ({ cores: 2 + random.below(4), rounds: 6 + random.below(4), ms: random.between(10, 20), last: 20 }),
  program: (program, lines) => {
    const [workers, ms] = [num(lines, 'cores'), num(lines, 'ms')];
    const tasks = [...repeat(workers * num(lines, 'rounds'), () => computing(ms)), computing(ms * num(lines, 'last'))];
    mapProgram(program, tasks, { workers, chunksize: 1 });
  },
  twin: (lines) => ({ ...lines, last: 1 }),
  line: LINES.submit,
};

const ranges: Scenario = {
  name: 'a process per range of numbers, and higher ones cost more; the twin gives each every n-th number',
  draw: (random) => ({ cores: 2 + random.below(5), ms: random.between(80, 150), ranges: true }),
  program: (program, lines) => {
    const [processes, ms] = [num(lines, 'cores'), num(lines, 'ms')];
    const mean = (processes + 1) / 2;
    processProgram(
      program,
      repeat(processes, (item) => computing(ms * (lines['ranges'] === true ? item + 1 : mean))),
    );
  },
  twin: (lines) => ({ ...lines, ranges: false }),
  line: LINES.create,
};

const oneTooMany: Scenario = {
  name: 'one long task more than there are workers; the twin has two for each',
  draw: (random) => ({ cores: 2 + random.below(4), ms: random.between(120, 250), perWorker: 1 }),
  program: (program, lines) => {
    const workers = num(lines, 'cores');
    const perWorker = num(lines, 'perWorker');
    const count = perWorker === 1 ? workers + 1 : workers * perWorker;
    mapProgram(
      program,
      repeat(count, () => computing(num(lines, 'ms'))),
      { workers, chunksize: 1 },
    );
  },
  twin: (lines) => ({ ...lines, perWorker: 2 }),
  line: LINES.submit,
};

const slowItemEachRound: Scenario = {
  name: 'round after round waits for its one slow item; in the twin no item is slow',
  draw: (random) => ({ cores: 2 + random.below(4), rounds: 4 + random.below(4), ms: random.between(8, 14), slow: 8 }),
  program: (program, lines) =>
    program.main(function* (main) {
      const [workers, ms] = [num(lines, 'cores'), num(lines, 'ms')];
      const pool = new SimPool(program, { size: workers, line: LINES.create });
      for (let round = 0; round < num(lines, 'rounds'); round++) {
        const tasks = [...repeat(workers * 4 - 1, () => computing(ms)), computing(ms * num(lines, 'slow'))];
        yield* pool.map(main, tasks, { line: LINES.submit, chunksize: 1 });
        yield* main.compute(2);
      }
      pool.terminate();
    }),
  twin: (lines) => ({ ...lines, slow: 1 }),
  line: LINES.submit,
};

const longestLast: Scenario = {
  name: 'tasks in the order of their size, the longest last; the twin has the longest first',
  draw: (random) => ({ cores: 3, ms: random.between(8, 14), longestFirst: false }),
  program: (program, lines) => {
    const sizes = Array.from({ length: 10 }, (_, item) => num(lines, 'ms') * 1.5 ** item);
    const tasks = (lines['longestFirst'] === true ? sizes.toReversed() : sizes).map(computing);
    mapProgram(program, tasks, { workers: 3, chunksize: 1 });
  },
  twin: (lines) => ({ ...lines, longestFirst: true }),
  line: LINES.submit,
};

const started: Scenario = {
  name: 'processes side by side, one has four times as much to do; the twin starts each when the one before has ended',
  draw: (random) => ({ cores: 2 + random.below(4), ms: random.between(100, 160), inTurn: false }),
  program: (program, lines) =>
    program.main(function* (main) {
      const [count, ms] = [num(lines, 'cores'), num(lines, 'ms')];
      const pieces = repeat(count, (item) => computing(item === count - 1 ? 4 * ms : ms));
      const all = [];
      for (const piece of pieces) {
        const one = program.process({ line: LINES.create }, piece);
        if (lines['inTurn'] === true) yield* program.join(main, [one], LINES.join);
        all.push(one);
      }
      if (lines['inTurn'] !== true) yield* program.join(main, all, LINES.join);
    }),
  twin: (lines) => ({ ...lines, inTurn: true }),
  line: LINES.create,
};

const race: Scenario = {
  name: 'main waits for all of several searches, half of them short; the twin takes the first answer and ends the others',
  draw: (random) => ({ cores: 2 + random.below(4), ms: random.between(150, 250), takesFirst: false }),
  program: (program, lines) =>
    program.main(function* (main) {
      const search = (item: number): Code =>
        inTurn(...repeat(10, () => computing((num(lines, 'ms') * (item % 2 === 0 ? 1 : 3)) / 10)));
      const searches = repeat(num(lines, 'cores'), search).map((code) => program.process({ line: LINES.create }, code));
      const [first] = searches;
      if (first !== undefined) yield* program.join(main, [first], LINES.join);
      if (lines['takesFirst'] === true) for (const each of searches) program.terminate(each);
      else yield* program.join(main, searches.slice(1), LINES.join);
    }),
  twin: (lines) => ({ ...lines, takesFirst: true }),
  line: LINES.create,
};

export const unevenWork: readonly Scenario[] = [
  bigChunks,
  giantLast,
  ranges,
  oneTooMany,
  slowItemEachRound,
  longestLast,
  started,
  race,
];
