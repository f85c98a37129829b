/** Pools with workers that never get a task. */
import { LINES, asking, computing, mapProgram, processProgram, repeat } from '../code.ts';
import { SimPool } from '../objects.ts';
import type { Code } from '../program.ts';
import { num, type Scenario } from '../scenario.ts';

const fewTasks: Scenario = {
  name: 'two or three tasks for six workers; the twin has six tasks',
  draw: (random) => ({ cores: 6, tasks: 2 + random.below(2), ms: 200 + random.below(100) }),
  program: (program, lines) =>
    mapProgram(
      program,
      repeat(num(lines, 'tasks'), () => computing(num(lines, 'ms'))),
      { workers: 6, chunksize: 1 },
    ),
  twin: (lines) => ({ ...lines, tasks: 6 }),
  line: LINES.create,
};

const bigChunks: Scenario = {
  name: 'chunks so large that half of the workers get none; the twin hands out one at a time',
  draw: (random) => ({ cores: 4, tasks: 40 + random.below(20), ms: random.between(8, 12), chunks: 2 }),
  program: (program, lines) => {
    const count = num(lines, 'tasks');
    const chunksize = Math.ceil(count / num(lines, 'chunks'));
    mapProgram(
      program,
      repeat(count, () => computing(num(lines, 'ms'))),
      { workers: 4, chunksize },
    );
  },
  twin: (lines) => ({ ...lines, chunks: lines['tasks']! }),
  line: LINES.create,
};

const applyInTurn: Scenario = {
  name: 'await pool.apply in a loop, so that one works at a time; the twin hands all in and awaits them together',
  draw: (random) => ({ cores: 3, calls: 12 + random.below(8), ms: random.between(25, 35), inTurn: true }),
  program: (program, lines) =>
    program.main(function* (main) {
      const pool = new SimPool(program, { size: 3, line: LINES.create });
      const calls = repeat(num(lines, 'calls'), () => computing(num(lines, 'ms')));
      // Whoever is ready first takes each.
      yield* main.sleep(60);
      if (lines['inTurn'] === true) for (const call of calls) yield* pool.map(main, [call], { line: LINES.submit });
      else yield* pool.map(main, calls, { line: LINES.submit, chunksize: 1 });
      pool.terminate();
    }),
  twin: (lines) => ({ ...lines, inTurn: false }),
  line: LINES.create,
};

const nested: Scenario = {
  name: 'a worker makes a pool of four for its two halves; that of the twin one of two',
  draw: (random) => ({ cores: 5, ms: 200 + random.below(100), size: 4 }),
  program: (program, lines) => {
    const outer: Code = function* (thread) {
      const pool = new SimPool(program, { size: num(lines, 'size'), line: LINES.create + 1, parent: thread.index });
      const halves = repeat(2, () => computing(num(lines, 'ms')));
      yield* pool.map(thread, halves, { line: LINES.submit, chunksize: 1 });
      pool.terminate();
    };
    processProgram(program, [outer]);
  },
  twin: (lines) => ({ ...lines, size: 2 }),
  line: LINES.create + 1,
};

const downloads: Scenario = {
  name: 'eight workers for three downloads; the twin starts three',
  draw: (random) => ({ cores: 8, ms: 250 + random.below(100), workers: 8 }),
  program: (program, lines) => {
    const workers = num(lines, 'workers');
    mapProgram(
      program,
      repeat(3, () => asking(num(lines, 'ms'), num(lines, 'ms') / 4)),
      { workers, chunksize: 1 },
    );
  },
  twin: (lines) => ({ ...lines, workers: 3 }),
  line: LINES.create,
};

const oneChunk: Scenario = {
  name: 'a pool of two and all tasks in one chunk; the twin hands out one at a time',
  draw: (random) => ({ cores: 4, tasks: 12 + random.below(6), ms: random.between(12, 16), chunks: 1 }),
  program: (program, lines) => {
    const count = num(lines, 'tasks');
    const chunksize = num(lines, 'chunks') === 1 ? count : 1;
    mapProgram(
      program,
      repeat(count, () => computing(num(lines, 'ms'))),
      { workers: 2, chunksize },
    );
  },
  twin: (lines) => ({ ...lines, chunks: 2 }),
  line: LINES.create,
};

export const unusedWorkers: readonly Scenario[] = [fewTasks, bigChunks, applyInTurn, nested, downloads, oneChunk];
