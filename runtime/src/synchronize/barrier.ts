/** `Barrier`: Python's `multiprocessing.Barrier`, where a number of workers wait for each other, on shared memory. */
import { ObjectType, RowKind } from '../../../trace/src/vocabulary.ts';
import { assertFunction, assertOptions, assertWaitOptions } from '../check-arguments.ts';
import type { Awaited } from '../deadlock/awaited.ts';
import { BrokenBarrierError } from '../errors.ts';
import {
  AGAIN,
  type Again,
  deadlineOf,
  type SyncWaitOptions,
  waitAsync,
  type WaitOptions,
  waitBlocking,
} from '../shared-memory/bell.ts';
import { printAs } from '../printed.ts';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import { HandleCache } from '../shared-memory/handle-cache.ts';
import { BarrierAction, type Action } from './barrier-action.ts';
import { BARRIER_BELL, BarrierRounds, type Visit } from './barrier-rounds.ts';
import { introduce, nameAt } from './identity.ts';
import { WaitRecord } from './wait-record.ts';

/** Options of a new barrier. */
export interface BarrierOptions {
  /** How long its waits last where they do not say; for ever by default. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Workers that call `wait` go on together, as soon as there are `parties` of them; then it begins anew. A wait that runs
 * out of time, is aborted, or whose worker dies breaks the barrier: every wait fails with BrokenBarrierError until `reset`.
 */
export class Barrier {
  readonly #rounds: BarrierRounds;
  readonly #action: BarrierAction | undefined;
  readonly #record: WaitRecord;
  readonly #awaited: Awaited = { what: () => `the others at ${nameAt(this.#rounds.words, 0)}` };

  /**
   * `action`: called by the last to arrive, before any goes on; it travels as a pool's functions do. What it throws
   * breaks the barrier. Throws TypeError for an argument of the wrong kind, RangeError for parties below 1.
   */
  constructor(parties: number, action?: Action, options?: BarrierOptions);
  /** A barrier that exists already. @internal */
  constructor(rounds: BarrierRounds, action: BarrierAction | undefined);
  constructor(parties: number | BarrierRounds, action?: Action | BarrierAction, options: BarrierOptions = {}) {
    const exists = parties instanceof BarrierRounds;
    if (!exists) checkArguments(action, options);
    this.#rounds = exists ? parties : BarrierRounds.create(parties, options.timeoutMs);
    this.#action = typeof action === 'function' ? BarrierAction.of(action) : action;
    this.#record = new WaitRecord(RowKind.waitBarrier, this.#rounds.words, 0);
    barriers.add(this.#rounds.words.buffer, this);
    if (!exists) introduce(this.#rounds.words, 0, ObjectType.barrier);
  }

  /** As messages call it, such as `Barrier-1`. @internal */
  get name(): string {
    return nameAt(this.#rounds.words, 0);
  }

  /** @internal */
  fields(): readonly unknown[] {
    return [this.#rounds.words.buffer, this.#action?.packed() ?? null];
  }

  /**
   * Waits for the others; gives the place in the order of arrival, from 0. `timeoutMs` is that of the barrier unless given.
   * Rejects with BrokenBarrierError when the barrier is or gets broken, or is reset; with the signal's reason on abort, which
   * breaks it for the others; and with what the action throws.
   */
  async wait(options: WaitOptions = {}): Promise<number> {
    assertWaitOptions('wait()', options);
    const { visit, isLast } = await this.arrive(options);
    if (isLast) {
      try {
        const action = await this.#action?.load();
        await action?.();
      } catch (error) {
        this.breakBy(visit);
        throw error;
      }
      this.pass(visit);
    }
    return visit.index;
  }

  /** The same, blocking the thread. An action that gives a promise needs `wait`. */
  waitSync(options: SyncWaitOptions = {}): number {
    assertWaitOptions('waitSync()', options);
    const action = this.#action?.loadSync();
    const { visit, isLast } = this.arriveSync(options);
    if (isLast) {
      try {
        if (action?.() instanceof Promise) {
          throw new TypeError(
            'the action of the barrier gives a promise, for which waitSync() cannot wait: use wait()',
          );
        }
      } catch (error) {
        this.breakBy(visit);
        throw error;
      }
      this.pass(visit);
    }
    return visit.index;
  }

  /**
   * Waits for the others without calling the action: who is the last calls it, and then lets all `pass`, or breaks the
   * barrier. Apart from `wait` because the action runs where it waits, also in a process that has its waits done for it.
   * @internal
   */
  async arrive({ timeoutMs, signal }: WaitOptions): Promise<Arrived> {
    signal?.throwIfAborted();
    const deadlineMs = deadlineOf(timeoutMs ?? this.#rounds.timeoutMs);
    const visit = this.#rounds.visit();
    const attempt = (): Arrival | Again => this.#attempt(visit);
    try {
      const arrival = await this.#record.around(() =>
        waitAsync(this.#rounds.words, BARRIER_BELL, attempt, deadlineMs, { signal, awaited: this.#awaited }),
      );
      return { visit, isLast: isLast(arrival) };
    } catch (error) {
      this.breakBy(visit);
      throw error;
    }
  }

  /** The same, blocking the thread. @internal */
  arriveSync({ timeoutMs }: SyncWaitOptions): Arrived {
    const deadlineMs = deadlineOf(timeoutMs ?? this.#rounds.timeoutMs);
    const visit = this.#rounds.visit();
    const attempt = (): Arrival | Again => this.#attempt(visit);
    try {
      const arrival = this.#record.aroundSync(() =>
        waitBlocking(this.#rounds.words, BARRIER_BELL, attempt, deadlineMs, this.#awaited),
      );
      return { visit, isLast: isLast(arrival) };
    } catch (error) {
      this.breakBy(visit);
      throw error;
    }
  }

  /** The last one lets all go on. Throws BrokenBarrierError where the barrier was broken or reset meanwhile. @internal */
  pass(visit: Visit): void {
    this.#rounds.pass(visit);
  }

  /** The round that it arrived in has failed. @internal */
  breakBy(visit: Visit): void {
    this.#rounds.breakBy(visit);
  }

  /** Makes it as new; whoever waits fails with BrokenBarrierError. At once. */
  reset(): void {
    this.#rounds.reset();
  }

  /** Breaks it, at once, until `reset`. */
  abort(): void {
    this.#rounds.abort();
  }

  /** How many have to come. */
  get parties(): number {
    return this.#rounds.parties;
  }

  /** How many wait now. */
  get nWaiting(): number {
    return this.#rounds.waiting;
  }

  /** Whether it is broken. */
  get broken(): boolean {
    return this.#rounds.broken;
  }

  #attempt(visit: Visit): Arrival | Again {
    return this.#rounds.attempt(visit, this.#action !== undefined);
  }
}

type Arrival = 'last' | 'passed';

/** What becomes of who has waited for the others. */
interface Arrived {
  readonly visit: Visit;
  /** Whether the others still wait, for this one to call the action. */
  readonly isLast: boolean;
}

function isLast(arrival: Arrival | Again): boolean {
  if (arrival === AGAIN) throw new BrokenBarrierError('the barrier is broken: not all came in time');
  return arrival === 'last';
}

function checkArguments(action: unknown, options: unknown): void {
  assertFunction('new Barrier(parties, action)', action);
  assertOptions('new Barrier()', options, ['timeoutMs']);
}

printAs(Barrier, ({ name, parties, nWaiting, broken }) => ({ name, parties, nWaiting, broken }));

const barriers = new HandleCache<Barrier>();

registerHandle<Barrier>({
  tag: 'Barrier',
  type: Barrier,
  encode: (barrier) => barrier.fields(),
  decode: (fields) => {
    const [memory, ref] = Array.isArray(fields) ? (fields as unknown[]) : [];
    if (!(memory instanceof SharedArrayBuffer)) throw new TypeError('damaged handle of a Barrier');
    return barriers.get(memory, () => new Barrier(new BarrierRounds(memory), BarrierAction.from(ref)));
  },
});
