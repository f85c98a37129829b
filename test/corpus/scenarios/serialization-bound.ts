/** Copying takes longer than what is done with the copies. */
import { LINES, computing, mapProgram, processProgram, repeat } from '../code.ts';
import { SimPool } from '../objects.ts';
import { pipeline } from '../pipeline.ts';
import type { Code } from '../program.ts';
import { num, type Scenario } from '../scenario.ts';

const bigArguments: Scenario = {
  name: 'each task gets a large array of objects; in the twin it is shared',
  draw: (random) => ({ cores: 4 + random.below(3), tasks: 40 + random.below(30), work: random.between(2, 5), copy: 8 }),
  program: (program, lines) =>
    mapProgram(
      program,
      repeat(num(lines, 'tasks'), () => computing(num(lines, 'work'))),
      {
        workers: 2,
        chunksize: 1,
        copyMs: num(lines, 'copy'),
      },
    ),
  twin: (lines) => ({ ...lines, copy: 0.05 }),
  line: LINES.submit,
};

const bigResults: Scenario = {
  name: 'each task returns all that it read; that of the twin returns a count',
  draw: (random) => ({
    cores: 4 + random.below(3),
    tasks: 40 + random.below(30),
    work: random.between(4, 8),
    result: 8,
  }),
  program: (program, lines) =>
    mapProgram(
      program,
      repeat(num(lines, 'tasks'), () => computing(num(lines, 'work'))),
      {
        workers: 2,
        chunksize: 1,
        resultMs: num(lines, 'result'),
      },
    ),
  twin: (lines) => ({ ...lines, result: 0.05 }),
  line: LINES.submit,
};

const bigMessages: Scenario = {
  name: 'whole pictures go through a queue; in the twin their numbers do',
  draw: (random) => ({ cores: 4, messages: 20 + random.below(10), work: random.between(6, 9), copy: 9 }),
  program: (program, lines) =>
    pipeline(program, {
      producers: 2,
      consumers: 2,
      messages: num(lines, 'messages'),
      produce: computing(num(lines, 'work')),
      consume: computing(num(lines, 'work')),
      copyMs: num(lines, 'copy'),
    }),
  twin: (lines) => ({ ...lines, copy: 0.05 }),
  line: LINES.put,
};

const sameTable: Scenario = {
  name: 'a table goes along with each chunk; to the workers of the twin it went once, by initargs',
  draw: (random) => ({ cores: 4 + random.below(3), tasks: 48, work: random.between(5, 10), table: 10 }),
  program: (program, lines) =>
    mapProgram(
      program,
      repeat(num(lines, 'tasks'), () => computing(num(lines, 'work'))),
      {
        workers: 2,
        chunksize: 2,
        copyMs: num(lines, 'table'),
        initializerMs: 10,
      },
    ),
  twin: (lines) => ({ ...lines, table: 0.02 }),
  line: LINES.submit,
};

const nested: Scenario = {
  name: 'a worker hands large parts to its own pool; that of the twin hands on where they are',
  draw: (random) => ({ cores: 4 + random.below(3), tasks: 40 + random.below(20), work: random.between(3, 5), copy: 8 }),
  program: (program, lines) => {
    const outer: Code = function* (thread) {
      const pool = new SimPool(program, { size: 2, line: LINES.create + 1, parent: thread.index });
      const tasks = repeat(num(lines, 'tasks'), () => computing(num(lines, 'work')));
      yield* pool.map(thread, tasks, { line: LINES.submit, chunksize: 1, copyMs: num(lines, 'copy') });
      pool.terminate();
    };
    processProgram(program, [outer]);
  },
  twin: (lines) => ({ ...lines, copy: 0.05 }),
  line: LINES.submit,
};

const garbage: Scenario = {
  name: 'tasks whose large arguments are copied; those of the twin make as much garbage themselves, which is no copying',
  draw: (random) => ({
    cores: 4 + random.below(3),
    tasks: 50 + random.below(30),
    work: random.between(4, 6),
    copies: true,
  }),
  program: (program, lines) => {
    const copies = lines['copies'] === true;
    const task: Code = function* (thread) {
      yield* thread.compute(num(lines, 'work'));
      if (!copies) yield* thread.collectGarbage(6);
    };
    mapProgram(
      program,
      repeat(num(lines, 'tasks'), () => task),
      {
        workers: 2,
        chunksize: 1,
        copyMs: copies ? 6 : 0,
      },
    );
  },
  twin: (lines) => ({ ...lines, copies: false }),
  line: LINES.submit,
};

const busyMachine: Scenario = {
  name: 'large arguments while other programs run; in the twin they are shared',
  draw: (random) => ({
    cores: 4,
    others: 2 + random.below(3),
    tasks: 40,
    work: random.between(2, 4),
    copy: 8,
  }),
  program: (program, lines) =>
    mapProgram(
      program,
      repeat(num(lines, 'tasks'), () => computing(num(lines, 'work'))),
      {
        workers: 2,
        chunksize: 1,
        copyMs: num(lines, 'copy'),
      },
    ),
  twin: (lines) => ({ ...lines, copy: 0.05 }),
  line: LINES.submit,
};

export const serializationBound: readonly Scenario[] = [
  bigArguments,
  bigResults,
  bigMessages,
  sameTable,
  nested,
  garbage,
  busyMachine,
];
