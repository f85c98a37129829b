/** What ends a call before it is done: its time limit and its signal. */
import { TimeoutError } from '../errors.ts';
import type { WaitOptions } from '../shared-memory/bell.ts';
import type { Engine } from './engine.ts';
import { MAX_TIMER_MS } from './pool-waits.ts';

export interface WatchedCall {
  /** `map`, `apply` … */
  readonly call: string;
  /** Of its function. */
  readonly name: string;
  readonly options: WaitOptions;
  readonly engine: Pick<Engine, 'beginLimited'>;
  readonly cancel: (error: unknown) => void;
}

/**
 * Calls `cancel` once, when time is up (with TimeoutError) or the signal aborts (with its reason): in this turn where it
 * has aborted already. The function that is given back stops watching.
 */
export function watchCall({ call, name, options, engine, cancel }: WatchedCall): () => void {
  const { timeoutMs, signal } = options;
  if (signal?.aborted === true) {
    cancel(signal.reason);
    return nothing;
  }
  if (timeoutMs === undefined && signal === undefined) return nothing;
  const endLimited = engine.beginLimited();
  const onAbort = (): void => finish(signal?.reason);
  // A longer timer fires at once; so late a limit is none.
  const limited = timeoutMs !== undefined && timeoutMs <= MAX_TIMER_MS;
  const timer = limited ? setTimeout(() => finish(timeUp(call, name, timeoutMs)), Math.max(0, timeoutMs)) : undefined;
  signal?.addEventListener('abort', onAbort);
  let stopped = false;
  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    endLimited();
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  };
  const finish = (error: unknown): void => {
    stop();
    cancel(error);
  };
  return stop;
}

/** The error of a call whose time is up. */
export function timeUp(call: string, name: string, timeoutMs: number): TimeoutError {
  return new TimeoutError(`${call}(${name}, …) was not done within ${timeoutMs} ms`);
}

function nothing(): void {
  // Nothing is watched.
}
