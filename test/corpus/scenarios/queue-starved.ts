/** Workers that wait for messages that somebody else is too slow to put. */
import { LINES, computing, nothing } from '../code.ts';
import type { Body } from '../machine.ts';
import { SimQueue } from '../objects.ts';
import { pipeline } from '../pipeline.ts';
import type { Code, Program, Thread } from '../program.ts';
import { num, type Lines, type Scenario } from '../scenario.ts';

const slowMain: Scenario = {
  name: 'main computes each message and hands it to workers that are through with it at once; in the twin they have work',
  draw: (random) => ({
    cores: 4,
    workers: 2 + random.below(2),
    messages: 30 + random.below(20),
    work: random.between(1, 2),
  }),
  program: (program, lines) =>
    pipeline(program, {
      producers: 0,
      consumers: num(lines, 'workers'),
      messages: num(lines, 'messages'),
      produce: computing(10),
      consume: computing(num(lines, 'work')),
    }),
  twin: (lines) => ({ ...lines, work: 40 }),
  line: LINES.get,
};

const oneProducer: Scenario = {
  name: 'one worker produces for three; the twin has three that produce',
  draw: (random) => ({ cores: 6, producers: 1, messages: 24 + random.below(16), ms: random.between(10, 20) }),
  program: (program, lines) => {
    const producers = num(lines, 'producers');
    const ms = num(lines, 'ms');
    const messages = Math.round(num(lines, 'messages') / producers);
    pipeline(program, { producers, consumers: 3, messages, produce: computing(ms), consume: computing(ms * 0.95) });
  },
  twin: (lines) => ({ ...lines, producers: 3 }),
  line: LINES.get,
};

const slowFiles: Scenario = {
  name: 'the one that reads files waits for each of them, and four parse; the twin reads ahead',
  draw: (random) => ({ cores: 4, files: 24 + random.below(16), parse: random.between(10, 16), read: 14 }),
  program: (program, lines) =>
    pipeline(program, {
      producers: 1,
      consumers: 4,
      messages: num(lines, 'files'),
      produce: (thread) => thread.sleep(num(lines, 'read')),
      consume: computing(num(lines, 'parse')),
    }),
  twin: (lines) => ({ ...lines, read: 0.5 }),
  line: LINES.get,
};

const pipe: Scenario = {
  name: 'workers at the end of a pipe into which main writes when its timer fires; the timer of the twin is quicker',
  draw: (random) => ({
    cores: 2 + random.below(3),
    messages: 30 + random.below(20),
    work: random.between(6, 8),
    timer: 12,
  }),
  program: (program, lines) => {
    const cores = num(lines, 'cores');
    pipeline(program, {
      producers: 0,
      consumers: cores,
      messages: num(lines, 'messages'),
      produce: (thread) => thread.sleep(num(lines, 'timer')),
      consume: computing(num(lines, 'work')),
      type: 'pipe',
    });
  },
  twin: (lines) => ({ ...lines, timer: 1 }),
  line: LINES.get,
};

const bursts: Scenario = {
  name: 'messages come a few at a time with long pauses; in the twin the pauses are short',
  draw: (random) => ({ cores: 3, burst: 6, bursts: 6 + random.below(4), work: random.between(8, 12), pause: 120 }),
  program: (program, lines) => {
    let sent = 0;
    const produce = function* (thread: Thread): Body {
      if (++sent % num(lines, 'burst') === 0) yield* thread.compute(num(lines, 'pause'));
    };
    pipeline(program, {
      producers: 0,
      consumers: 2,
      messages: num(lines, 'burst') * num(lines, 'bursts'),
      produce,
      consume: computing(num(lines, 'work')),
    });
  },
  twin: (lines) => ({ ...lines, pause: 2 }),
  line: LINES.get,
};

const stages: Scenario = {
  name: 'three stages: the first is slow and the two of the second starve; in the twin the second has as much to do',
  draw: (random) => ({ cores: 4, items: 24 + random.below(16), first: random.between(10, 20), second: 3 }),
  program: (program, lines) => stagesProgram(program, lines),
  twin: (lines) => ({ ...lines, second: num(lines, 'first') * 2 }),
  line: LINES.get,
};

function stagesProgram(program: Program, lines: Lines): void {
  program.main(function* (main) {
    const items = num(lines, 'items');
    const [raw, done] = [new SimQueue(program, 5), new SimQueue(program, 6)];
    const first: Code = function* (thread) {
      for (let i = 0; i < items; i++) {
        yield* thread.compute(num(lines, 'first'));
        yield* raw.put(thread, LINES.put);
      }
    };
    let taken = 0;
    const second: Code = function* (thread) {
      while (taken++ < items) {
        yield* raw.get(thread, LINES.get);
        yield* thread.compute(num(lines, 'second'));
        yield* done.put(thread, LINES.put + 1);
      }
    };
    const started = [
      program.process({ line: LINES.create, target: 1 }, first),
      program.process({ line: LINES.create + 1, target: 2 }, second),
      program.process({ line: LINES.create + 1, target: 2 }, second),
    ];
    for (let i = 0; i < items; i++) yield* done.get(main, LINES.get + 1);
    yield* program.join(main, started, LINES.join);
  });
}

const collector: Scenario = {
  name: 'a worker collects what another computes; in the twin main collects it, which is no loss to any worker',
  draw: (random) => ({
    cores: 2 + random.below(3),
    messages: 20 + random.below(20),
    ms: random.between(10, 20),
    mainTakes: false,
  }),
  program: (program, lines) =>
    pipeline(program, {
      producers: 1,
      consumers: 1,
      messages: num(lines, 'messages'),
      produce: computing(num(lines, 'ms')),
      consume: nothing,
      mainTakes: lines['mainTakes'] === true,
    }),
  twin: (lines) => ({ ...lines, mainTakes: true }),
  line: LINES.get,
};

export const queueStarved: readonly Scenario[] = [slowMain, oneProducer, slowFiles, pipe, bursts, stages, collector];
