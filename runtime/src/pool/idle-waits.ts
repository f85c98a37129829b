/** Those who wait, without blocking, until no job of a pool is under way. */
import { PendingWait } from '../deadlock/pending-wait.ts';
import type { Engine } from './engine.ts';

export class IdleWaits {
  readonly #engine: Pick<Engine, 'awaited' | 'idle' | 'look'>;
  readonly #wakers = new Set<() => void>();

  constructor(engine: Pick<Engine, 'awaited' | 'idle' | 'look'>) {
    this.#engine = engine;
  }

  /** Settles when there is no job. Rejects with DeadlockError. */
  async untilIdle(): Promise<void> {
    const sleep: { end?: () => void } = {};
    const wake = (): void => sleep.end?.();
    const retry = (): void => {
      this.#engine.look();
      wake();
    };
    const pending = new PendingWait({ awaited: this.#engine.awaited('the calls of a pool'), retry });
    this.#wakers.add(wake);
    try {
      for (;;) {
        pending.willTry();
        if (this.#engine.idle) return;
        pending.triedInVain();
        await new Promise<void>((resolve) => {
          sleep.end = resolve;
        });
      }
    } finally {
      this.#wakers.delete(wake);
      pending.end();
    }
  }

  /** There is no job: all go on. */
  wake(): void {
    for (const wake of this.#wakers) wake();
  }
}
