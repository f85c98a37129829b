/** What the tasks of a pool do, and its initializers. */
import type { Act } from './scenario.ts';
import { sleep } from './waits.ts';
import { strike, TaskError } from './strike.ts';

const BIG_BYTES = 300_000;

/** Gives twice its number, or strikes. */
export function task({ kind, x }: Act): unknown {
  switch (kind) {
    case 'value':
      return x * 2;
    case 'big':
      return new Uint8Array(BIG_BYTES).fill(x * 2);
    case 'later':
      return sleep('async', 2).then(() => x * 2);
    case 'slow':
      return sleep('sync', 4).then(() => x * 2);
    case 'throw':
      throw new TaskError(`task ${x}`);
    case 'uncloneable':
      return { inside: () => x };
    default:
      return strike(kind);
  }
}

/** What came back, as the number that `task` gives; undefined for anything else. */
export function numberOf(result: unknown): number | undefined {
  if (typeof result === 'number') return result;
  return result instanceof Uint8Array && result.length === BIG_BYTES ? result[BIG_BYTES - 1] : undefined;
}

/** Initializers. */
export function works(): void {
  // That it is called is all.
}
export function throws(): void {
  throw new TypeError('the initializer throws on purpose');
}
export function exits(): void {
  process.exit(7);
}
