/** Tasks that are shorter than it takes to hand them out. */
import { LINES, computing, mapProgram, nothing, repeat } from '../code.ts';
import { SimPool } from '../objects.ts';
import type { Program } from '../program.ts';
import { num, type Lines, type Scenario } from '../scenario.ts';

/** Tasks of `us` microseconds in chunks, each of which costs its worker 100. */
function chunked(program: Program, lines: Lines): void {
  const workers = num(lines, 'cores');
  const task = computing(num(lines, 'us') / 1000);
  const options = { workers, chunksize: num(lines, 'chunksize'), chunkMs: 0.1, feedMs: 0.005 };
  mapProgram(
    program,
    repeat(num(lines, 'tasks'), () => task),
    { ...options, before: nothing },
  );
}

const chunksOfOne: Scenario = {
  name: 'a map over thousands of small items, one at a time; the twin 500 at a time',
  draw: (random) => ({
    cores: 2 + random.below(2),
    tasks: 3600 + random.below(1000),
    us: random.between(30, 60),
    chunksize: 1,
  }),
  program: chunked,
  twin: (lines) => ({ ...lines, chunksize: 500 }),
  line: LINES.submit,
};

const flood: Scenario = {
  name: 'items of a few microseconds, which are counted, in chunks of two; the twin in chunks of a thousand',
  draw: (random) => ({ cores: 2, tasks: 6000 + random.below(1000), us: random.between(5, 9), chunksize: 2 }),
  program: chunked,
  twin: (lines) => ({ ...lines, chunksize: 1000 }),
  line: LINES.submit,
};

const applyAsync: Scenario = {
  name: 'applyAsync in a loop, so that main hands in no faster than the workers work; the tasks of the twin are long',
  draw: (random) => ({ cores: 3, tasks: 1800 + random.below(400), us: random.between(20, 50) }),
  program: (program, lines) => {
    const task = computing(num(lines, 'us') / 1000);
    mapProgram(
      program,
      repeat(num(lines, 'tasks'), () => task),
      { workers: 2, chunksize: 1, feedMs: 0.14, chunkMs: 0.1 },
    );
  },
  twin: (lines) => ({ ...lines, us: 1500 }),
  line: LINES.submit,
};

const applyInTurn: Scenario = {
  name: 'await pool.apply in a loop with a pool of one; each call of the twin does twenty times as much',
  draw: (random) => ({ cores: 2, calls: 900 + random.below(300), us: random.between(60, 90) }),
  program: (program, lines) =>
    program.main(function* (main) {
      const pool = new SimPool(program, { size: 1, line: LINES.create });
      const task = computing(num(lines, 'us') / 1000);
      for (let i = 0; i < num(lines, 'calls'); i++) {
        yield* pool.map(main, [task], { line: LINES.submit, chunksize: 1, feedMs: 0.12, chunkMs: 0.1 });
      }
      pool.terminate();
    }),
  twin: (lines) => ({ ...lines, us: num(lines, 'us') * 20 }),
  line: LINES.submit,
};

const secondMap: Scenario = {
  name: 'a good map, and then one over small items on the same pool; the twin maps these in chunks of 400',
  draw: (random) => ({
    cores: 2 + random.below(2),
    tasks: 3600 + random.below(1000),
    us: random.between(20, 50),
    chunksize: 1,
  }),
  program: (program, lines) =>
    program.main(function* (main) {
      const size = num(lines, 'cores');
      const pool = new SimPool(program, { size, line: LINES.create });
      yield* pool.map(
        main,
        repeat(size * 4, () => computing(10)),
        { line: LINES.submit + 1, chunksize: 1 },
      );
      const small = computing(num(lines, 'us') / 1000);
      const options = { chunksize: num(lines, 'chunksize'), chunkMs: 0.1, feedMs: 0.005 };
      yield* pool.map(
        main,
        repeat(num(lines, 'tasks'), () => small),
        { ...options, line: LINES.submit },
      );
      pool.terminate();
    }),
  twin: (lines) => ({ ...lines, chunksize: 400 }),
  line: LINES.submit,
};

const busyMachine: Scenario = {
  name: 'small items one at a time while other programs run; the twin 500 at a time',
  draw: (random) => ({
    cores: 2,
    others: 1 + random.below(2),
    tasks: 3000 + random.below(1000),
    us: random.between(20, 50),
    chunksize: 1,
  }),
  program: chunked,
  twin: (lines) => ({ ...lines, chunksize: 500 }),
  line: LINES.submit,
};

const heavy: Scenario = {
  name: 'the work of an item is forgotten (it returns at once); that of the twin is done',
  draw: (random) => ({
    cores: 2 + random.below(2),
    tasks: 4000 + random.below(1000),
    us: random.between(1, 3),
    chunksize: 1,
  }),
  program: chunked,
  twin: (lines) => ({ ...lines, us: 400 }),
  line: LINES.submit,
};

export const tinyTasks: readonly Scenario[] = [
  chunksOfOne,
  flood,
  applyAsync,
  applyInTurn,
  secondMap,
  busyMachine,
  heavy,
];
