/** `asCompleted`: futures in the order in which they are done. */
import { assertIterable, toWaitOptions } from '../check-arguments.ts';
import { TimeoutError } from '../errors.ts';
import { deadlineOf, type WaitOptions } from '../shared-memory/bell.ts';
import { monotonicMs } from '../shared-memory/clock.ts';
import { Completions, type Patience } from './completions.ts';
import type { Future } from './future.ts';

/**
 * Gives each future once, as soon as it is done; those that are done already come first. Rejects with TimeoutError when
 * they are not all done `timeoutMs` after this call, and with the signal's reason on abort. As Python's
 * `concurrent.futures.as_completed`.
 * @throws {TypeError} for what is no future, and for an option that is none.
 */
export function asCompleted<T extends Future>(
  futures: Iterable<T>,
  timeoutOrOptions?: number | WaitOptions,
): AsyncGenerator<T, undefined> {
  const { timeoutMs, signal } = toWaitOptions('asCompleted()', timeoutOrOptions);
  assertIterable('asCompleted()', futures, 'futures');
  const all = new Set(futures);
  const patience = { deadlineMs: deadlineOf(timeoutMs), signal };
  return inOrder(new Completions('asCompleted()', all), all.size, patience);
}

async function* inOrder<T extends Future>(
  completions: Completions<T>,
  count: number,
  patience: Patience,
): AsyncGenerator<T, undefined> {
  try {
    for (let given = 0; given < count; given++) {
      let future = completions.done[given];
      for (; future === undefined; future = completions.done[given]) {
        if (patience.deadlineMs <= monotonicMs())
          throw new TimeoutError(`${count - given} of ${count} futures are not done`);
        await completions.another(patience);
      }
      yield future;
    }
  } finally {
    completions[Symbol.dispose]();
  }
  return undefined;
}
