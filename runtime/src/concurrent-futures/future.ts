/** `Future`: one call of an executor, as Python's `concurrent.futures.Future`. */
import { AsyncResource } from 'node:async_hooks';
import { assertFunction, assertWaitOptions } from '../check-arguments.ts';
import { CancelledError } from '../errors.ts';
import { printAs } from '../printed.ts';
import type { AsyncResult } from '../pool/async-result.ts';
import type { PoolWaits } from '../pool/pool-waits.ts';
import type { SyncWaitOptions, WaitOptions } from '../shared-memory/bell.ts';

/** What a future stands for. @internal */
export interface FutureCall<Result> {
  readonly result: Pick<AsyncResult<Result>, 'get' | 'getSync' | 'ready' | 'outcome'>;
  /** Whether a worker has taken it. */
  hasBegun(): boolean;
  /** Takes it back and rejects it with the error; false where it has begun or ended. */
  withdraw(error: unknown): boolean;
}

/** One call of an executor: what came of it, or will. Not thenable: await `result()`. */
export class Future<Result = unknown> {
  readonly #call: FutureCall<Result>;
  readonly #waits: PoolWaits;
  #cancelled = false;
  readonly #listeners = new Set<() => void>();

  /** Made by `ProcessPoolExecutor.submit`; `waits`: how its executor waits. @internal */
  constructor(call: FutureCall<Result>, waits: PoolWaits) {
    this.#call = call;
    this.#waits = waits;
  }

  /**
   * Resolves with what the function returned; rejects with what it threw, with TimeoutError when `timeoutMs` ran out (the
   * call goes on), CancelledError, BrokenProcessPool, or the signal's reason.
   */
  async result(options?: WaitOptions): Promise<Result> {
    assertWaitOptions('result()', options);
    return await this.#call.result.get(options);
  }

  /** The same, blocking this thread. */
  resultSync(options?: SyncWaitOptions): Result {
    assertWaitOptions('resultSync()', options);
    return this.#call.result.getSync(options);
  }

  /** Resolves with what the call rejects with, or null where it succeeds. Rejects as `result` does when time runs out. */
  async exception(options?: WaitOptions): Promise<unknown> {
    assertWaitOptions('exception()', options);
    try {
      await this.#call.result.get(options);
      return null;
    } catch (error) {
      return this.#failure(error);
    }
  }

  /** The same, blocking this thread. */
  exceptionSync(options?: SyncWaitOptions): unknown {
    assertWaitOptions('exceptionSync()', options);
    try {
      this.#call.result.getSync(options);
      return null;
    } catch (error) {
      return this.#failure(error);
    }
  }

  /** Cancels the call unless a worker has begun with it. Whether it is cancelled. */
  cancel(): boolean {
    if (this.#cancelled) return true;
    this.#cancelled = this.#call.withdraw(new CancelledError('the future was cancelled before it began'));
    return this.#cancelled;
  }

  /** Whether `cancel` was in time. */
  cancelled(): boolean {
    return this.#cancelled;
  }

  /** Whether a worker is at it. */
  running(): boolean {
    return !this.done() && this.#call.hasBegun();
  }

  /** Whether it has ended, well or not, or was cancelled. */
  done(): boolean {
    return this.#call.result.ready();
  }

  /**
   * Calls the function with this future once it is done, in a turn of its own: soon where it is done already. What it
   * throws is an uncaught error of the program.
   */
  addDoneCallback(callback: (future: this) => void): void {
    assertFunction('callback', callback);
    const bound = AsyncResource.bind(callback);
    const call = (): void => queueMicrotask(() => bound(this));
    if (this.settled) call();
    else this.#listeners.add(call);
  }

  /** Calls the listener once, as soon as the call has ended; gives what takes it back. @internal */
  onDone(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** For the executor: the call has ended. @internal */
  tellDone(): void {
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const each of listeners) each();
  }

  /** Whether it is known to be done, without looking whether it is. @internal */
  get settled(): boolean {
    return this.#call.result.outcome !== undefined;
  }

  /** How its executor waits. @internal */
  get waits(): PoolWaits {
    return this.#waits;
  }

  /** Whether it is known to have failed. @internal */
  get failed(): boolean {
    const { outcome } = this.#call.result;
    return outcome !== undefined && 'error' in outcome && !this.#cancelled;
  }

  /** What the call itself ended with is given back; that the wait ended, or the cancellation, is thrown. */
  #failure(error: unknown): unknown {
    const { outcome } = this.#call.result;
    if (outcome === undefined || !('error' in outcome) || this.#cancelled) throw error;
    return outcome.error;
  }
}

printAs(Future, (future) => {
  if (future.cancelled()) return { state: 'cancelled' };
  return { state: future.done() ? 'finished' : future.running() ? 'running' : 'pending' };
});
