/** `AsyncResult`: what a call that does not wait gives back, as in Python. */
import { AsyncResource } from 'node:async_hooks';
import { assertWaitOptions } from '../check-arguments.ts';
import { PoolStateError, TimeoutError } from '../errors.ts';
import { printAs } from '../printed.ts';
import { deadlineOf, type SyncWaitOptions, type WaitOptions } from '../shared-memory/bell.ts';
import { MAX_TIMER_MS, type PoolWaits } from './pool-waits.ts';

/** What is called in this thread when a call has ended. */
export interface ResultCallbacks<Result> {
  /** Called with the result, as soon as it is there. */
  readonly callback?: ((result: Result) => void) | undefined;
  /** Called with the error instead. */
  readonly errorCallback?: ((error: unknown) => void) | undefined;
}

/** How a call has ended. */
export type Outcome<Result> = { readonly value: Result } | { readonly error: unknown };

/** The result of a call that is under way: await `get()`. As Python's `AsyncResult`. */
export class AsyncResult<Result> {
  readonly #waits: PoolWaits;
  /** What it is, in words. @internal */
  readonly what: string;
  readonly #callbacks: ResultCallbacks<Result>;
  #outcome: Outcome<Result> | undefined;
  readonly #waiters = new Set<() => void>();

  /** Made by a pool. `name` is the function's. @internal */
  constructor(waits: PoolWaits, name: string, callbacks: ResultCallbacks<Result> = {}) {
    this.#waits = waits;
    this.what = `the result of ${name}`;
    const { callback, errorCallback } = callbacks;
    // They run as if the call had been awaited where it was made: with that place's AsyncLocalStorage.
    this.#callbacks = {
      callback: callback && AsyncResource.bind(callback),
      errorCallback: errorCallback && AsyncResource.bind(errorCallback),
    };
  }

  /**
   * Resolves with the result; rejects with what the task threw, with TimeoutError when time runs out, or with DeadlockError
   * where it can never come.
   */
  async get(options: WaitOptions = {}): Promise<Result> {
    assertWaitOptions('get()', options);
    await this.wait(options);
    return this.#take(options);
  }

  /** The same, blocking this thread. */
  getSync(options: SyncWaitOptions = {}): Result {
    this.#block('getSync', options);
    return this.#take(options);
  }

  /** Resolves when the result is there or time runs out; rejects when the signal aborts, and with DeadlockError. */
  async wait(options: WaitOptions = {}): Promise<void> {
    assertWaitOptions('wait()', options);
    const { timeoutMs, signal } = options;
    signal?.throwIfAborted();
    if (this.#outcome !== undefined) return;
    const sleep: { isLate: boolean; end?: () => void } = { isLate: false };
    const wake = (): void => sleep.end?.();
    const onLate = (): void => {
      sleep.isLate = true;
      wake();
    };
    const limited = timeoutMs !== undefined || signal !== undefined;
    const open = this.#waits.begin(this.#waits.awaited(this.what), { limited, wake });
    const timer = timeoutMs === undefined ? undefined : setTimeout(onLate, Math.min(timeoutMs, MAX_TIMER_MS));
    this.#waiters.add(wake);
    signal?.addEventListener('abort', wake);
    try {
      for (;;) {
        open.willTry();
        signal?.throwIfAborted();
        if (this.#isSettled() || sleep.isLate) return;
        open.triedInVain();
        await new Promise<void>((resolve) => {
          sleep.end = resolve;
        });
      }
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(wake);
      signal?.removeEventListener('abort', wake);
      open.end();
    }
  }

  /** The same, blocking this thread. */
  waitSync(options: SyncWaitOptions = {}): void {
    this.#block('waitSync', options);
  }

  /** How the call ended, as far as is known without looking: undefined before. @internal */
  get outcome(): Outcome<Result> | undefined {
    return this.#outcome;
  }

  ready(): boolean {
    this.#waits.poll();
    return this.#outcome !== undefined;
  }

  /** Whether the task succeeded. Throws PoolStateError while it is not known, as Python throws ValueError. */
  successful(): boolean {
    if (!this.ready())
      throw new PoolStateError('successful() was called before the result is ready: await wait() first');
    return this.#outcome !== undefined && 'value' in this.#outcome;
  }

  /** For the pool: settles the result, once. @internal */
  settle(outcome: Outcome<Result>): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    for (const wake of this.#waiters) wake();
    const { callback, errorCallback } = this.#callbacks;
    // In a turn of its own: what a callback throws is the program's, not the pool's.
    if ('value' in outcome && callback !== undefined) queueMicrotask(() => callback(outcome.value));
    if ('error' in outcome && errorCallback !== undefined) queueMicrotask(() => errorCallback(outcome.error));
  }

  #block(call: string, options: SyncWaitOptions): void {
    assertWaitOptions(`${call}()`, options);
    this.#waits.blocking(this.what, () => this.#isSettled(), deadlineOf(options.timeoutMs));
  }

  #isSettled(): boolean {
    return this.#outcome !== undefined;
  }

  #take({ timeoutMs }: WaitOptions): Result {
    if (this.#outcome === undefined) throw new TimeoutError(`the result was not ready within ${timeoutMs ?? 0} ms`);
    if ('error' in this.#outcome) throw this.#outcome.error;
    return this.#outcome.value;
  }
}

printAs(AsyncResult, (result) => ({ ready: result.ready() }));
