/** What the tasks of a scenario share, and what must hold of it when they are over. */
import { Pipe, RLock, type Connection } from 'parascope';
import type { Call, Calls } from './scenario.ts';
import type { Item } from './task.ts';

/** Ids of tasks: of call C they begin at C * this. */
const CALL_STEP = 1000;
/** Not an expectation: nobody holds the locks any more. */
const LOCK_MS = 20_000;

export class Props {
  readonly #locks: readonly [RLock, RLock] | undefined;
  readonly #out: Connection<number> | undefined;
  readonly #cargo: object;
  readonly #received: number[] = [];
  readonly #reading: Promise<void> | undefined;

  /** `cargo` is what no worker can read. */
  constructor({ locks, pipe }: Calls, cargo: object) {
    this.#cargo = cargo;
    if (locks) this.#locks = [new RLock(), new RLock()];
    if (!pipe) return;
    const [inbox, out] = Pipe<number>(false);
    this.#out = out;
    this.#reading = this.#read(inbox);
  }

  /** What the tasks of that call are given. */
  itemsOf({ acts }: Call, call: number): Item[] {
    return acts.map((act, i) => ({
      ...act,
      id: call * CALL_STEP + i,
      locks: this.#locks,
      out: this.#out,
      cargo: act.kind === 'unreadable' ? this.#cargo : undefined,
    }));
  }

  /** All workers have ended. Gives what is wrong; `sent` are the tasks that have said that they sent their number. */
  async end(sent: readonly number[]): Promise<string[]> {
    this.#out?.close();
    await this.#reading;
    return [...this.#wrongMessages(sent), ...(await this.#wrongLocks())];
  }

  /** Until nobody is left who could send. */
  async #read(inbox: Connection<number>): Promise<void> {
    for (;;) {
      try {
        this.#received.push(await inbox.recv());
      } catch (error) {
        const name = error instanceof Error ? error.name : '';
        if (name === 'EOFError') break;
        // Where all who could send are in a deadlock this wait is too, until they have been told.
        if (name !== 'DeadlockError') throw error;
      }
    }
    inbox.close();
  }

  #wrongMessages(sent: readonly number[]): string[] {
    const received = new Set(this.#received);
    const lost = sent.filter((id) => !received.has(id));
    const words = `of ${sent.join(' ') || 'none'} came ${this.#received.join(' ') || 'none'}`;
    if (this.#out !== undefined && lost.length > 0) return [`messages of tasks are lost: ${words}`];
    return received.size === this.#received.length ? [] : [`messages came twice: ${words}`];
  }

  async #wrongLocks(): Promise<string[]> {
    const problems: string[] = [];
    for (const [i, lock] of (this.#locks ?? []).entries()) {
      const guard = await lock.acquire({ timeoutMs: LOCK_MS });
      if (guard === false) problems.push(`lock ${i} is held by nobody that lives, and cannot be taken`);
      else lock.release();
    }
    return problems;
  }
}
