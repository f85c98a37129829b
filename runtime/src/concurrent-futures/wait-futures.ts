/** Waiting for several futures, as Python's `concurrent.futures.wait`. */
import { assertOptions, assertSignal, kindOf, milliseconds } from '../check-arguments.ts';
import { deadlineOf, type SyncWaitOptions, type WaitOptions } from '../shared-memory/bell.ts';
import { monotonicMs } from '../shared-memory/clock.ts';
import { Completions, resultsOf } from './completions.ts';
import type { Future } from './future.ts';

/** What ends the wait: the first that is done, the first that fails (or all), all. */
export type ReturnWhen = 'FIRST_COMPLETED' | 'FIRST_EXCEPTION' | 'ALL_COMPLETED';

/** How long to wait for futures, and for how many. */
export interface FutureWaitOptions extends WaitOptions {
  /** Default `ALL_COMPLETED`. */
  readonly returnWhen?: ReturnWhen | undefined;
}
/** The same for a wait that blocks the thread. */
export type SyncFutureWaitOptions = Omit<FutureWaitOptions, 'signal'> & SyncWaitOptions;

/** The futures of a wait, apart. */
export interface DoneAndNotDone<T> {
  readonly done: Set<T>;
  readonly notDone: Set<T>;
}

const RETURN_WHEN: readonly ReturnWhen[] = ['FIRST_COMPLETED', 'FIRST_EXCEPTION', 'ALL_COMPLETED'];

/** Resolves when enough are done, or time is up; rejects with the signal's reason. */
export async function waitFutures<T extends Future>(
  futures: Iterable<T>,
  options: FutureWaitOptions = {},
): Promise<DoneAndNotDone<T>> {
  const all = new Set(futures);
  const { enough, deadlineMs } = checked('wait()', all, options, ['timeoutMs', 'signal', 'returnWhen']);
  const completions = new Completions('wait()', all);
  try {
    while (!enough(completions.done) && deadlineMs > monotonicMs()) {
      await completions.another({ deadlineMs, signal: options.signal });
    }
  } finally {
    completions[Symbol.dispose]();
  }
  return split(all);
}

/** The same, blocking this thread. Throws TypeError where it would have to look at two executors at once. */
export function waitFuturesSync<T extends Future>(
  futures: Iterable<T>,
  options: SyncFutureWaitOptions = {},
): DoneAndNotDone<T> {
  const all = new Set(futures);
  const { enough, deadlineMs } = checked('waitSync()', all, options, ['timeoutMs', 'returnWhen']);
  const [waits, other] = new Set(Array.from(all, (future) => future.waits));
  if (other !== undefined) {
    throw new TypeError('waitSync() blocks on one executor: these futures are of several, so await wait() instead');
  }
  const settled = (): T[] => [...all].filter((future) => future.settled);
  waits?.blocking(resultsOf(all), () => enough(settled()), deadlineMs);
  return split(all);
}

function checked<T extends Future>(
  call: string,
  all: ReadonlySet<T>,
  options: FutureWaitOptions,
  known: readonly string[],
): { readonly enough: (done: readonly T[]) => boolean; readonly deadlineMs: number } {
  assertOptions(call, options, known);
  assertSignal('signal', options.signal);
  const { returnWhen = 'ALL_COMPLETED' } = options;
  if (!RETURN_WHEN.includes(returnWhen)) {
    throw new TypeError(`returnWhen: expected one of ${RETURN_WHEN.join(', ')}, found ${kindOf(returnWhen)}`);
  }
  const enough = (done: readonly T[]): boolean =>
    done.length === all.size ||
    (returnWhen === 'FIRST_COMPLETED' && done.length > 0) ||
    (returnWhen === 'FIRST_EXCEPTION' && done.some((future) => future.failed));
  return { enough, deadlineMs: deadlineOf(milliseconds('timeoutMs', options.timeoutMs)) };
}

function split<T extends Future>(all: ReadonlySet<T>): DoneAndNotDone<T> {
  const done = new Set<T>();
  const notDone = new Set<T>();
  for (const future of all) (future.done() ? done : notDone).add(future);
  return { done, notDone };
}
