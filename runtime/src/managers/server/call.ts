/** The call that an object of the server answers: who calls, and what ends it early. */
import { AGAIN, type Again } from '../../shared-memory/bell.ts';

/** Who uses the objects of a server: a thread of the program, or a connection of another one. */
export class Client {
  readonly #endings = new Set<() => void>();
  #ended = false;

  /** Whether it is gone. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Calls the listener when it is gone; gives what takes that back. */
  onEnd(listener: () => void): () => void {
    this.#endings.add(listener);
    return () => this.#endings.delete(listener);
  }

  /** It is gone, with all that it has and waits for. */
  end(): void {
    this.#ended = true;
    for (const listener of [...this.#endings]) listener();
    this.#endings.clear();
  }
}

/** One call under way. */
export class Call {
  readonly client: Client;
  #giveUp: (() => void) | undefined;
  #cancelled = false;

  constructor(client: Client) {
    this.client = client;
  }

  /** Whether the caller has given up. */
  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** The caller gives up, or is gone. */
  cancel(): void {
    this.#cancelled = true;
    this.#giveUp?.();
  }

  /** What is to happen then; nothing, for undefined. */
  set giveUp(action: (() => void) | undefined) {
    this.#giveUp = action;
  }
}

let current: Call | undefined;

/** Runs the first, synchronous part of a method as part of that call. */
export function within<T>(call: Call, method: () => T): T {
  const outer = current;
  current = call;
  try {
    return method();
  } finally {
    current = outer;
  }
}

/** The call that is being answered. Only before the method's first await. */
export function currentCall(): Call {
  // A method that the server's own code calls belongs to nobody who could be gone.
  return current ?? new Call(new Client());
}

interface Waiter {
  readonly tryAgain: () => void;
}

/** The calls that wait for one object of the server to change; who came first is served first. */
export class Waits {
  readonly #waiters = new Set<Waiter>();

  /**
   * What the attempt gives once it gives something; AGAIN when the time runs out or the caller gives up. Repeated at each
   * `changed`.
   */
  async until<T>(
    attempt: () => T | Again,
    timeoutMs: number | undefined = Infinity,
    call: Call = currentCall(),
  ): Promise<T | Again> {
    const first = attempt();
    if (first !== AGAIN || timeoutMs <= 0 || call.cancelled) return first;
    const outcome = await new Promise<() => T | Again>((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const end = (result: () => T | Again): void => {
        this.#waiters.delete(waiter);
        clearTimeout(timer);
        call.giveUp = undefined;
        resolve(result);
      };
      const waiter: Waiter = { tryAgain: () => tryTo(attempt, end) };
      call.giveUp = () => end(() => AGAIN);
      // A longer one would end at once.
      if (timeoutMs < 2 ** 31) timer = setTimeout(() => end(() => AGAIN), timeoutMs);
      this.#waiters.add(waiter);
    });
    return outcome();
  }

  /** The object has changed: those that wait try again, in the order in which they came. */
  changed(): void {
    for (const { tryAgain } of [...this.#waiters]) tryAgain();
  }
}

/** Ends a wait with what the attempt gives, unless that is AGAIN, or with what it throws. */
function tryTo<T>(attempt: () => T | Again, end: (result: () => T | Again) => void): void {
  try {
    const result = attempt();
    if (result !== AGAIN) end(() => result);
  } catch (error) {
    end(() => {
      throw error;
    });
  }
}
