/** `asCompleted`: futures in the order in which they are done. */
import { milliseconds } from '../check-arguments.ts';
import { TimeoutError } from '../errors.ts';
import { deadlineOf } from '../shared-memory/bell.ts';
import { Completions } from './completions.ts';
import type { Future } from './future.ts';

/**
 * Gives each future once, as soon as it is done; those that are done already come first. Rejects with TimeoutError when
 * they are not all done `timeoutMs` after this call. As Python's `concurrent.futures.as_completed`.
 * @throws {TypeError} for what is no future.
 */
export function asCompleted<T extends Future>(futures: Iterable<T>, timeoutMs?: number): AsyncGenerator<T, undefined> {
  const all = new Set(futures);
  const deadlineMs = deadlineOf(milliseconds('timeoutMs', timeoutMs));
  return inOrder(new Completions('asCompleted()', all), all.size, deadlineMs);
}

async function* inOrder<T extends Future>(
  completions: Completions<T>,
  count: number,
  deadlineMs: number,
): AsyncGenerator<T, undefined> {
  try {
    for (let given = 0; given < count; given++) {
      let future = completions.done[given];
      for (; future === undefined; future = completions.done[given]) {
        if (deadlineMs <= performance.now())
          throw new TimeoutError(`${count - given} of ${count} futures are not done`);
        await completions.another({ deadlineMs });
      }
      yield future;
    }
  } finally {
    completions[Symbol.dispose]();
  }
  return undefined;
}
