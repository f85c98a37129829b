/** The queues of a manager: what waits here waits in the server, and holds nobody else up. */
import { assertWaitOptions, wholeNumber } from '../../check-arguments.ts';
import { Empty, Full, TaskDoneError, TimeoutError } from '../../errors.ts';
import { AGAIN, type WaitOptions } from '../../shared-memory/bell.ts';
import { Waits } from './call.ts';

/** Python's `Queue` on the server. */
export class ManagedQueue<T> {
  readonly #items: T[] = [];
  readonly #maxsize: number;
  readonly #room = new Waits();
  readonly #messages = new Waits();

  constructor(maxsize = 0) {
    this.#maxsize = wholeNumber('maxsize', maxsize, 0) ?? 0;
  }

  /** Puts an item, waiting while the queue is full. Rejects with Full when the time runs out. */
  async put(item: T, options?: WaitOptions): Promise<void> {
    assertWaitOptions('put()', options);
    const place = (): true | typeof AGAIN => {
      if (this.full()) return AGAIN;
      this.#items.push(item);
      this.added();
      return true;
    };
    if ((await this.#room.until(place, options?.timeoutMs)) === AGAIN) throw new Full('the queue is full');
    this.#messages.changed();
  }

  /** Takes the oldest item, waiting while there is none. Rejects with Empty when the time runs out. */
  async get(options?: WaitOptions): Promise<T> {
    assertWaitOptions('get()', options);
    const take = (): [T] | typeof AGAIN => (this.empty() ? AGAIN : [this.#items.shift()!]);
    const taken = await this.#messages.until(take, options?.timeoutMs);
    if (taken === AGAIN) throw new Empty('the queue is empty');
    this.#room.changed();
    return taken[0];
  }

  /** Puts an item at once. Rejects with Full where there is no room. */
  async putNowait(item: T): Promise<void> {
    await this.put(item, { timeoutMs: 0 });
  }

  /** Takes an item at once. Rejects with Empty where there is none. */
  async getNowait(): Promise<T> {
    return await this.get({ timeoutMs: 0 });
  }

  /** How many items there are. */
  qsize(): number {
    return this.#items.length;
  }

  /** Whether there is none. */
  empty(): boolean {
    return this.#items.length === 0;
  }

  /** Whether there is no room. */
  full(): boolean {
    return this.#maxsize > 0 && this.#items.length >= this.#maxsize;
  }

  /** An item was put. @internal */
  protected added(): void {
    // Of interest to the queue that counts them.
  }
}

/** Python's `JoinableQueue` on the server. */
export class ManagedJoinableQueue<T> extends ManagedQueue<T> {
  #unfinished = 0;
  readonly #joins = new Waits();

  protected override added(): void {
    this.#unfinished++;
  }

  /** What was taken is done. @throws {TaskDoneError} more often than items were put. */
  taskDone(): void {
    if (this.#unfinished === 0) throw new TaskDoneError('taskDone() was called more often than items were put');
    if (--this.#unfinished === 0) this.#joins.changed();
  }

  /** Waits until all that was put is done. Rejects with TimeoutError when the time runs out. */
  async join(options?: WaitOptions): Promise<void> {
    assertWaitOptions('join()', options);
    const done = await this.#joins.until(() => this.#unfinished === 0 || AGAIN, options?.timeoutMs);
    if (done === AGAIN) throw new TimeoutError('join(): the time ran out');
  }
}
