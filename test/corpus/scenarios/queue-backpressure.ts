/** Workers that wait for room in a queue, because those that take are slower. */
import { LINES, computing, repeat } from '../code.ts';
import { SimPool, SimQueue } from '../objects.ts';
import { pipeline } from '../pipeline.ts';
import type { Code } from '../program.ts';
import { num, type Scenario } from '../scenario.ts';

const boundedQueue: Scenario = {
  name: 'quick producers and one slow consumer at a queue of four; the queue of the twin has no limit',
  draw: (random) => ({
    cores: 4,
    producers: 2 + random.below(2),
    messages: 14 + random.below(10),
    work: random.between(8, 12),
    maxsize: 4,
  }),
  program: (program, lines) =>
    pipeline(program, {
      producers: num(lines, 'producers'),
      consumers: 1,
      messages: num(lines, 'messages'),
      produce: computing(2),
      consume: computing(num(lines, 'work')),
      maxsize: num(lines, 'maxsize'),
    }),
  twin: (lines) => ({ ...lines, maxsize: 1e9 }),
  line: LINES.put,
};

const slowMain: Scenario = {
  name: 'workers put results into a short queue and main takes long over each; main of the twin only stores them',
  draw: (random) => ({
    cores: 4,
    producers: 2 + random.below(2),
    messages: 16 + random.below(8),
    work: random.between(10, 14),
  }),
  program: (program, lines) =>
    pipeline(program, {
      producers: num(lines, 'producers'),
      consumers: 1,
      messages: num(lines, 'messages'),
      produce: computing(8),
      consume: computing(num(lines, 'work')),
      maxsize: 3,
      mainTakes: true,
    }),
  twin: (lines) => ({ ...lines, work: 0.5 }),
  line: LINES.put,
};

const slowDatabase: Scenario = {
  name: 'one worker writes to a database for seven that compute; that of the twin is quick',
  draw: (random) => ({ cores: 8, messages: 8 + random.below(5), write: random.between(18, 24) }),
  program: (program, lines) =>
    pipeline(program, {
      producers: 7,
      consumers: 1,
      messages: num(lines, 'messages'),
      produce: computing(10),
      consume: (thread) => thread.sleep(num(lines, 'write')),
      maxsize: 2,
    }),
  twin: (lines) => ({ ...lines, write: 1 }),
  line: LINES.put,
};

const tooFewConsumers: Scenario = {
  name: 'three produce for one consumer; the twin has three consumers',
  draw: (random) => ({ cores: 6, messages: 14 + random.below(10), ms: random.between(8, 16), consumers: 1 }),
  program: (program, lines) =>
    pipeline(program, {
      producers: 3,
      consumers: num(lines, 'consumers'),
      messages: num(lines, 'messages'),
      produce: computing(num(lines, 'ms')),
      consume: computing(num(lines, 'ms')),
      maxsize: 4,
    }),
  twin: (lines) => ({ ...lines, consumers: 3 }),
  line: LINES.put,
};

const results: Scenario = {
  name: 'a loop over imap is slower than the pool that feeds it; the loop of the twin does nothing much',
  draw: (random) => ({ cores: 3 + random.below(2), tasks: 40 + random.below(20), ms: random.between(8, 12), loop: 12 }),
  program: (program, lines) =>
    program.main(function* (main) {
      const size = num(lines, 'cores');
      const pool = new SimPool(program, { size, line: LINES.create });
      const tasks = repeat(num(lines, 'tasks'), () => computing(num(lines, 'ms')));
      yield* pool.imap(main, tasks, { line: LINES.submit, chunksize: 1, room: size }, num(lines, 'loop'));
      pool.terminate();
    }),
  twin: (lines) => ({ ...lines, loop: 0.2 }),
  line: LINES.create,
};

const middleStage: Scenario = {
  name: 'of three stages the middle one is slow; that of the twin is not',
  draw: (random) => ({ cores: 4, items: 24 + random.below(16), ms: random.between(6, 10), middle: 3 }),
  program: (program, lines) =>
    program.main(function* (main) {
      const [items, ms] = [num(lines, 'items'), num(lines, 'ms')];
      const [raw, done] = [new SimQueue(program, 5, 3), new SimQueue(program, 6, 3)];
      const first: Code = function* (thread) {
        for (let i = 0; i < items * 2; i++) {
          yield* thread.compute(ms);
          yield* raw.put(thread, LINES.put);
        }
      };
      const middle: Code = function* (thread) {
        for (let i = 0; i < items * 2; i++) {
          yield* raw.get(thread, LINES.get);
          yield* thread.compute((ms * num(lines, 'middle')) / 1);
          yield* done.put(thread, LINES.put + 1);
        }
      };
      const started = [
        program.process({ line: LINES.create, target: 1 }, first),
        program.process({ line: LINES.create + 1, target: 2 }, middle),
      ];
      for (let i = 0; i < items * 2; i++) yield* done.get(main, LINES.get + 1);
      yield* program.join(main, started, LINES.join);
    }),
  twin: (lines) => ({ ...lines, middle: 1 }),
  line: LINES.put,
};

const mainPuts: Scenario = {
  name: 'a worker waits for room that two slow ones make; in the twin it is main that waits, and all workers work',
  draw: (random) => ({ cores: 3, messages: 40 + random.below(20), work: random.between(10, 14), producers: 1 }),
  program: (program, lines) =>
    pipeline(program, {
      producers: num(lines, 'producers'),
      consumers: 2,
      messages: num(lines, 'messages'),
      produce: computing(0.5),
      consume: computing(num(lines, 'work')),
      maxsize: 2,
    }),
  twin: (lines) => ({ ...lines, producers: 0 }),
  line: LINES.put,
};

export const queueBackpressure: readonly Scenario[] = [
  boundedQueue,
  slowMain,
  slowDatabase,
  tooFewConsumers,
  results,
  middleStage,
  mainPuts,
];
