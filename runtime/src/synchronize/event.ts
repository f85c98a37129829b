/** `Event`: Python's `multiprocessing.Event`, a flag that workers wait for, on shared memory. */
import { ObjectType, RowKind } from '../../../trace/src/vocabulary.ts';
import { assertNoArgument, assertWaitOptions } from '../check-arguments.ts';
import type { Awaited } from '../deadlock/awaited.ts';
import { printAs } from '../printed.ts';
import {
  AGAIN,
  type Again,
  BELL_WORDS,
  deadlineOf,
  hasWaiters,
  ringAll,
  type SharedWords,
  type SyncWaitOptions,
  waitAsync,
  type WaitOptions,
  waitBlocking,
} from '../shared-memory/bell.ts';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import { HandleCache } from '../shared-memory/handle-cache.ts';
import { IDENTITY_WORDS, introduce, nameAt } from './identity.ts';
import { WaitRecord } from './wait-record.ts';

/** Bit 0: whether it is set; above, how often it was set. */
const STATE = IDENTITY_WORDS;
const BELL = STATE + 1;
const WORDS = BELL + BELL_WORDS;
const IS_SET = 1;

/** A flag, at first not set. Who waits goes on when it is set, also where it is cleared right afterwards. */
export class Event {
  readonly #words: SharedWords;
  readonly #record: WaitRecord;
  readonly #awaited: Awaited = { what: () => `${nameAt(this.#words, 0)} to be set` };

  /** A new event, not set. */
  constructor();
  /** An event that exists already. @internal */
  constructor(memory?: SharedArrayBuffer);
  constructor(memory?: SharedArrayBuffer) {
    if (!(memory instanceof SharedArrayBuffer)) assertNoArgument('new Event()', memory);
    this.#words = new Int32Array(memory ?? new SharedArrayBuffer(WORDS * 4));
    this.#record = new WaitRecord(RowKind.waitEvent, this.#words, 0);
    events.add(this.#words.buffer, this);
    if (memory === undefined) introduce(this.#words, 0, ObjectType.event);
  }

  /** As messages call it, such as `Event-1`. @internal */
  get name(): string {
    return nameAt(this.#words, 0);
  }

  /** The memory it lies in. @internal */
  get memory(): SharedArrayBuffer {
    return this.#words.buffer;
  }

  /** Whether the flag is set now. */
  isSet(): boolean {
    return (Atomics.load(this.#words, STATE) & IS_SET) !== 0;
  }

  /** Sets the flag, at once, and wakes all who wait. */
  set(): void {
    for (;;) {
      const state = Atomics.load(this.#words, STATE);
      if ((state & IS_SET) !== 0) return;
      if (Atomics.compareExchange(this.#words, STATE, state, (state + 2) | IS_SET) === state) break;
    }
    if (hasWaiters(this.#words, BELL)) this.#record.noteWaking();
    ringAll(this.#words, BELL);
  }

  /** Clears the flag, at once. */
  clear(): void {
    Atomics.and(this.#words, STATE, ~IS_SET);
  }

  /** Waits until the flag is set; false when `timeoutMs` ran out. Rejects with the signal's reason on abort. */
  async wait(options?: WaitOptions): Promise<boolean> {
    assertWaitOptions('wait()', options);
    options?.signal?.throwIfAborted();
    const before = Atomics.load(this.#words, STATE);
    if ((before & IS_SET) !== 0) return true;
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const look = (): true | Again => this.#look(before);
    const waitOptions = { signal: options?.signal, awaited: this.#awaited };
    return (await this.#record.around(() => waitAsync(this.#words, BELL, look, deadlineMs, waitOptions))) === true;
  }

  /** The same, blocking the thread. */
  waitSync(options?: SyncWaitOptions): boolean {
    assertWaitOptions('waitSync()', options);
    const before = Atomics.load(this.#words, STATE);
    if ((before & IS_SET) !== 0) return true;
    const deadlineMs = deadlineOf(options?.timeoutMs);
    const look = (): true | Again => this.#look(before);
    return this.#record.aroundSync(() => waitBlocking(this.#words, BELL, look, deadlineMs, this.#awaited)) === true;
  }

  /** Whether it was set since: the state was `before`, not set. */
  #look(before: number): true | Again {
    return Atomics.load(this.#words, STATE) === before ? AGAIN : true;
  }
}

printAs(Event, (event) => ({ name: event.name, isSet: event.isSet() }));

const events = new HandleCache<Event>();

registerHandle<Event>({
  tag: 'Event',
  type: Event,
  encode: (event) => event.memory,
  decode: (memory) => {
    if (!(memory instanceof SharedArrayBuffer)) throw new TypeError('damaged handle of an Event');
    return events.get(memory, () => new Event(memory));
  },
});
