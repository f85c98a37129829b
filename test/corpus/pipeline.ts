/** Programs in which some put messages into a queue and others take them. */
import { LINES, repeat } from './code.ts';
import { SimQueue } from './objects.ts';
import type { Code, Program } from './program.ts';

export interface Pipeline {
  readonly producers: number;
  readonly consumers: number;
  /** Of each producer. */
  readonly messages: number;
  readonly produce: Code;
  readonly consume: Code;
  readonly maxsize?: number;
  /** Copying a message, on each side. */
  readonly copyMs?: number;
  readonly type?: 'queue' | 'pipe';
  /** Main takes the messages itself. */
  readonly mainTakes?: boolean;
}

/** Producers put into one queue, consumers take from it; 0 producers: main puts. */
export function pipeline(program: Program, options: Pipeline): void {
  const {
    producers,
    consumers,
    messages,
    produce,
    consume,
    maxsize = Infinity,
    type = 'queue',
    copyMs = 0,
    mainTakes = false,
  } = options;
  const total = Math.max(1, producers) * messages;
  program.main(function* (main) {
    const queue = new SimQueue(program, 5, maxsize, type);
    const put: Code = function* (thread) {
      for (let i = 0; i < messages; i++) {
        yield* produce(thread);
        yield* queue.put(thread, LINES.put, copyMs);
      }
    };
    let taken = 0;
    const take: Code = function* (thread) {
      while (taken < total) {
        taken++;
        yield* queue.get(thread, LINES.get, copyMs);
        yield* consume(thread);
      }
    };
    const takers = mainTakes ? [] : repeat(consumers, () => take);
    const started = [
      ...takers.map((code) => program.process({ line: LINES.create, target: 1 }, code)),
      ...repeat(producers, () => put).map((code) => program.process({ line: LINES.create + 1, target: 2 }, code)),
    ];
    if (producers === 0) yield* put(main);
    if (mainTakes) yield* take(main);
    yield* program.join(main, started, LINES.join);
  });
}
