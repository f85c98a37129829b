/** How long a worker without a task stays: `idleTimeoutMs`, and longer where the pool would have fewer than `minProcesses`. */
import { monotonicMs } from '../shared-memory/clock.ts';
import { OwnerWord, type PoolStart } from './pool-start.ts';

/** Whoever has stayed long enough but is needed looks so often whether the staff has grown meanwhile. */
const STAFF_LOOK_MS = 1000;

export class IdleTime {
  readonly #owner: Int32Array;
  readonly #idleTimeoutMs: number;
  readonly #minProcesses: number;
  #leaveMs = 0;

  constructor({ bell, idleTimeoutMs, minProcesses }: Pick<PoolStart, 'bell' | 'idleTimeoutMs' | 'minProcesses'>) {
    this.#owner = new Int32Array(bell);
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#minProcesses = minProcesses;
  }

  /** From now on it has nothing to do. */
  begin(): void {
    this.#leaveMs = monotonicMs() + this.#idleTimeoutMs;
  }

  /** Whether it leaves once it has had nothing to do for long. */
  get canLeave(): boolean {
    return this.#idleTimeoutMs !== Infinity && Atomics.load(this.#owner, OwnerWord.staff) > this.#minProcesses;
  }

  /** How long it may wait for a task now, ms: never 0 for one that stays, which would wait without ever letting others run. */
  get waitMs(): number {
    const leftMs = this.#leaveMs - monotonicMs();
    if (leftMs > 0) return leftMs;
    return this.canLeave ? 0 : STAFF_LOOK_MS;
  }

  /** Strikes it off the staff if its time is up, unless the pool then had too few; true if it is to leave. */
  leaves(): boolean {
    if (monotonicMs() < this.#leaveMs) return false;
    for (;;) {
      const staff = Atomics.load(this.#owner, OwnerWord.staff);
      if (staff <= this.#minProcesses) return false;
      if (Atomics.compareExchange(this.#owner, OwnerWord.staff, staff, staff - 1) === staff) return true;
    }
  }
}
