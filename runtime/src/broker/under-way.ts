/** Calls of a process that wait, as its agent has them. */
import type { Principal } from '../deadlock/pending-wait.ts';

/** The call in which the process is blocked. */
export const BLOCKING_CALL = 0;

/** What is known of a call before it waits: of what object (null: of none), and what `Principal` says. */
export interface CallFacts {
  readonly object: object | null;
  readonly limited?: boolean;
  readonly unbreakable?: boolean;
}

interface UnderWay extends Principal {
  readonly object: object | null;
  readonly controller: AbortController;
  /** As the process has said, once it was asked; empty before. */
  place: string;
}

/** By the number of their call. */
export class WaitsUnderWay {
  readonly #waits = new Map<number, UnderWay>();
  readonly #onBlocking: () => void;

  /** `onBlocking` is called when one begins in which the process is blocked. */
  constructor(onBlocking: () => void) {
    this.#onBlocking = onBlocking;
  }

  get size(): number {
    return this.#waits.size;
  }

  has(number: number): boolean {
    return this.#waits.has(number);
  }

  /** Whether one is of that object. */
  isOf(object: object): boolean {
    for (const wait of this.#waits.values()) if (wait.object === object) return true;
    return false;
  }

  /** The one that has that signal. */
  withSignal(signal: AbortSignal): Principal | undefined {
    for (const wait of this.#waits.values()) if (wait.controller.signal === signal) return wait;
    return undefined;
  }

  /** The process has said where it waits. */
  setPlace(number: number, place: string): void {
    const wait = this.#waits.get(number);
    if (wait !== undefined) wait.place = place;
  }

  /** Calls what waits; `cancel` ends it by the signal. */
  async during(
    number: number,
    { object, limited = false, unbreakable = false }: CallFacts,
    call: (signal: AbortSignal) => unknown,
  ): Promise<unknown> {
    const controller = new AbortController();
    this.#waits.set(number, { object, controller, place: '', limited, unbreakable });
    try {
      const done = call(controller.signal);
      if (number === BLOCKING_CALL) this.#onBlocking();
      return await done;
    } finally {
      this.#waits.delete(number);
    }
  }

  cancel(number: number): void {
    this.#waits.get(number)?.controller.abort();
  }

  /** The process has ended: none may take anything any more. */
  end(): void {
    for (const { controller } of this.#waits.values()) controller.abort();
    this.#waits.clear();
  }
}
