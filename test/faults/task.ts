/** What the tasks of a pool do, and its initializers. */
import type { Connection, RLock } from 'parascope';
import type { Act } from './scenario.ts';
import { sleep } from './waits.ts';
import { EXIT_CODE, strike, TaskError } from './strike.ts';

const BIG_BYTES = 300_000;

/** What a task is given. */
export interface Item extends Act {
  /** Unique in the scenario. */
  readonly id: number;
  readonly locks: readonly [RLock, RLock] | undefined;
  readonly out: Connection<number> | undefined;
  /** What no worker can read. */
  readonly cargo: object | undefined;
}

/** Gives twice its number, or strikes. */
export function task(item: Item): unknown {
  const { kind, x } = item;
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
    case 'leave':
      void Promise.reject(new TaskError('left behind on purpose'));
      return x * 2;
    case 'forth':
    case 'back':
    case 'exitHolding':
      return x % 2 === 0 ? cross(item) : crossSync(item);
    case 'send':
      return send(item);
    case 'unreadable':
      throw new TypeError('a worker has read what it cannot read');
    default:
      return strike(kind);
  }
}

function inOrder({ kind, locks }: Item): readonly [RLock, RLock] {
  if (locks === undefined) throw new TypeError(`the scenario has no locks for ${kind}`);
  return kind === 'back' ? [locks[1], locks[0]] : locks;
}

async function cross(item: Item): Promise<number> {
  const [first, second] = inOrder(item);
  using _first = await first.acquire();
  if (item.kind === 'exitHolding') process.exit(EXIT_CODE);
  await sleep('async', 2);
  using _second = await second.acquire();
  return item.x * 2;
}

async function crossSync(item: Item): Promise<number> {
  const [first, second] = inOrder(item);
  using _first = first.acquireSync();
  if (item.kind === 'exitHolding') process.exit(EXIT_CODE);
  await sleep('sync', 2);
  using _second = second.acquireSync();
  return item.x * 2;
}

/** The end is the worker's from then on, until it closes it or ends. */
async function send({ x, id, out }: Item): Promise<number> {
  if (out === undefined) throw new TypeError('the scenario has no pipe');
  if (x % 2 === 0) out.sendSync(id);
  else await out.send(id);
  return x * 2;
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
