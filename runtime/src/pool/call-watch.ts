/** What ends a call before it is done: its time limit and its signal. */
import type { WaitOptions } from '../shared-memory/bell.ts';
import { MAX_TIMER_MS } from './pool-waits.ts';

/**
 * Calls `end` once, when time is up (with what `timeUp` makes) or the signal aborts (with its reason): in this turn
 * where it has aborted already. The function that is given back stops watching.
 */
export function watchCall(
  { timeoutMs, signal }: WaitOptions,
  timeUp: () => Error,
  end: (error: unknown) => void,
): () => void {
  if (signal?.aborted === true) {
    end(signal.reason);
    return nothing;
  }
  if (timeoutMs === undefined && signal === undefined) return nothing;
  const onAbort = (): void => finish(signal?.reason);
  // A longer timer fires at once; so late a limit is none.
  const limited = timeoutMs !== undefined && timeoutMs <= MAX_TIMER_MS;
  const timer = limited ? setTimeout(() => finish(timeUp()), Math.max(0, timeoutMs)) : undefined;
  signal?.addEventListener('abort', onAbort);
  const stop = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  };
  const finish = (error: unknown): void => {
    stop();
    end(error);
  };
  return stop;
}

function nothing(): void {
  // Nothing is watched.
}
