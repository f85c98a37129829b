/** `wait`: one word for what Python has two of, `multiprocessing.connection.wait` and `concurrent.futures.wait`. */
import { assertIterable, assertOptions, milliseconds } from './check-arguments.ts';
import { Future } from './concurrent-futures/future.ts';
import {
  waitFutures,
  waitFuturesSync,
  type DoneAndNotDone,
  type FutureWaitOptions,
  type SyncFutureWaitOptions,
} from './concurrent-futures/wait-futures.ts';
import { waitReady, waitReadySync, type Waitable } from './connection/wait.ts';

/**
 * Of connections, queues and sentinels: resolves with those that are ready as soon as one is, in the order given; empty
 * when `timeoutMs` ran out first (0 only looks; for ever when absent).
 */
export function wait<T extends Waitable>(objects: Iterable<T>, timeoutMs?: number): Promise<T[]>;
/**
 * Of futures: resolves with `{ done, notDone }` when all are done, or as soon as `returnWhen` says; when time runs out,
 * with what there is.
 */
export function wait<T extends Future>(
  futures: Iterable<T>,
  timeoutOrOptions?: number | FutureWaitOptions,
): Promise<DoneAndNotDone<T>>;
export async function wait(
  objects: Iterable<unknown>,
  patience?: number | FutureWaitOptions,
): Promise<unknown[] | DoneAndNotDone<Future>> {
  const { futures, others, timeoutMs, options } = sort('wait()', objects, patience);
  return futures === undefined ? await waitReady(others, timeoutMs) : await waitFutures(futures, options);
}

/** The same, blocking this thread. */
export function waitSync<T extends Waitable>(objects: Iterable<T>, timeoutMs?: number): T[];
export function waitSync<T extends Future>(
  futures: Iterable<T>,
  timeoutOrOptions?: number | SyncFutureWaitOptions,
): DoneAndNotDone<T>;
export function waitSync(
  objects: Iterable<unknown>,
  patience?: number | SyncFutureWaitOptions,
): unknown[] | DoneAndNotDone<Future> {
  const { futures, others, timeoutMs, options } = sort('waitSync()', objects, patience);
  return futures === undefined ? waitReadySync(others, timeoutMs) : waitFuturesSync(futures, options);
}

interface Sorted {
  /** undefined where other things are waited for. */
  readonly futures: readonly Future[] | undefined;
  readonly others: readonly Waitable[];
  readonly timeoutMs: number | undefined;
  readonly options: FutureWaitOptions;
}

/** Nothing at all is nothing of what the second argument is for. */
function sort(call: string, objects: Iterable<unknown>, patience: number | FutureWaitOptions | undefined): Sorted {
  assertIterable(call, objects, 'connections, queues, sentinels or futures');
  const all = [...objects];
  const futures = all.filter((object) => object instanceof Future);
  const hasOptions = typeof patience === 'object';
  if (futures.length > 0 && futures.length < all.length) {
    throw new TypeError(
      `${call}: expected futures alone, or none: they end in another way than connections and queues`,
    );
  }
  if (futures.length > 0 || (all.length === 0 && hasOptions)) {
    const options = hasOptions ? patience : { timeoutMs: patience };
    return { futures, others: [], timeoutMs: undefined, options };
  }
  if (hasOptions) assertOptions(`${call} for connections, queues and sentinels`, patience, []);
  if (!hasOptions) milliseconds('timeoutMs', patience);
  // What is none of these is refused where it is looked at, with its place.
  return { futures: undefined, others: all as Waitable[], timeoutMs: hasOptions ? undefined : patience, options: {} };
}
