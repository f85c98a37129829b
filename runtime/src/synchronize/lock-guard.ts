/** What taking a lock gives, and what all locks have in common. */
/** Options of a wait that never gives up. */
export type WithoutTimeout<Options> = Omit<Options, 'timeoutMs'> & { readonly timeoutMs?: undefined };

/** Where in shared memory a lock lies: `at` is its first word. */
export interface LockPlace {
  readonly memory: SharedArrayBuffer;
  readonly at: number;
}

/** What the handle of a lock carries. */
export function toLockFields({ memory, at }: LockPlace): readonly unknown[] {
  return [memory, at];
}

/** Reads what `toLockFields` gave, in another thread. Throws TypeError for what is damaged; `kind` is the lock's class. */
export function parseLockFields(fields: unknown, kind: string): LockPlace {
  const [memory, at] = Array.isArray(fields) ? (fields as unknown[]) : [];
  if (memory instanceof SharedArrayBuffer && typeof at === 'number') return { memory, at };
  throw new TypeError(`damaged handle: expected that of a lock of class ${kind}`);
}

/** A lock that counts the acquisitions of this thread. */
interface TurnLock {
  /** Releases that acquisition, if it still holds the lock. */
  releaseTurn(turn: number): void;
}

/** What `acquire` gives: releases the lock when its block ends (`using held = await lock.acquire()`). Always truthy. */
export class LockGuard {
  /** The previous owner died while it held the lock: what the lock protects may be half-changed. */
  readonly abandoned: boolean;
  readonly #lock: TurnLock;
  readonly #turn: number;

  /** @internal */
  constructor(lock: TurnLock, turn: number, abandoned: boolean) {
    this.#lock = lock;
    this.#turn = turn;
    this.abandoned = abandoned;
  }

  /** Which acquisition of its lock it is. @internal */
  get turn(): number {
    return this.#turn;
  }

  /** Releases the lock, unless this acquisition was released already. */
  [Symbol.dispose](): void {
    this.#lock.releaseTurn(this.#turn);
  }
}
