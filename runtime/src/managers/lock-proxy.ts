/** What the proxies of locks and conditions do here, beside their calls to the server. */
import { assertFunction, assertWaitOptions } from '../check-arguments.ts';
import { deadlineOf, type SyncWaitOptions, type WaitOptions } from '../shared-memory/bell.ts';
import { sayTakenOver } from '../synchronize/warn-abandoned.ts';
import { BaseProxy } from './base-proxy.ts';
import { invoke, invokeSync } from './invoke.ts';
import type { Acquisition } from './server/managed-locks.ts';

/** What `acquire` gives: releases the lock when its block ends. Always truthy. */
export class ManagerLockGuard {
  /** The previous owner is gone without a release: what the lock protects may be half-changed. */
  readonly abandoned: boolean;
  readonly #lock: BaseProxy;
  readonly #turn: number;

  /** @internal */
  constructor(lock: BaseProxy, { turn, abandoned }: Acquisition) {
    this.#lock = lock;
    this.#turn = turn;
    this.abandoned = abandoned;
  }

  /** Releases it, unless this acquisition was released already; does not wait until the server has done it. */
  [Symbol.dispose](): void {
    const { caller, token } = BaseProxy.partsOf(this.#lock);
    caller.post({ id: token.id, method: 'releaseTurn', args: [this.#turn] });
  }
}

function guarded(lock: BaseProxy, acquired: unknown): ManagerLockGuard | false {
  if (acquired === false) return false;
  const acquisition = acquired as Acquisition;
  if (acquisition.abandoned) sayTakenOver("a manager's lock", 'a client');
  return new ManagerLockGuard(lock, acquisition);
}

/** The proxies of all locks. */
export class BaseLockProxy extends BaseProxy {
  async acquire(options?: WaitOptions): Promise<ManagerLockGuard | false> {
    return guarded(this, await invoke(this, 'acquire', [options]));
  }

  acquireSync(options?: SyncWaitOptions): ManagerLockGuard | false {
    return guarded(this, invokeSync(this, 'acquire', [options]));
  }
}

/** The proxies of conditions. */
export class BaseConditionProxy extends BaseLockProxy {
  async waitFor<T>(predicate: () => T | Promise<T>, options: WaitOptions = {}): Promise<T> {
    assertFunction('waitFor(predicate)', predicate);
    assertWaitOptions('waitFor()', options);
    const { timeoutMs, signal } = options;
    const deadlineMs = deadlineOf(timeoutMs);
    for (;;) {
      const result = await predicate();
      const leftMs = deadlineMs - performance.now();
      if (result || leftMs <= 0) return result;
      await invoke(this, 'wait', [{ timeoutMs: leftMs === Infinity ? undefined : leftMs, signal }]);
    }
  }

  waitForSync<T>(predicate: () => T, options: SyncWaitOptions = {}): T {
    assertFunction('waitForSync(predicate)', predicate);
    assertWaitOptions('waitForSync()', options);
    const deadlineMs = deadlineOf(options.timeoutMs);
    for (;;) {
      const result = predicate();
      const leftMs = deadlineMs - performance.now();
      if (result || leftMs <= 0) return result;
      invokeSync(this, 'wait', [{ timeoutMs: leftMs === Infinity ? undefined : leftMs }]);
    }
  }
}
