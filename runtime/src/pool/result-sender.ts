/** A pool worker's results on their way to the owner. */
import { Unsaid } from '../../../protocol/src/worker.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { BlockedWait } from '../deadlock/blocked-wait.ts';
import { MaybeEncodingError, NotCloneableError } from '../errors.ts';
import { recordOpen, recordSlice } from '../instrument/record.ts';
import { cleanStacks } from '../process/own-frames.ts';
import { threadIdentity } from '../process/thread-identity.ts';
import { encodeWith } from '../shared-memory/codec/codec.ts';
import type { Journey } from '../shared-memory/codec/handles.ts';
import { textOf } from '../shared-memory/codec/error-envelope.ts';
import { byOwner } from './awaited-owner.ts';
import { numberPayload } from './number-block.ts';
import { OwnerWord, type PoolStart } from './pool-start.ts';
import { RingWord, SlotFlag } from './slot-ring.ts';
import { SlotWriter, type Payload, type SlotHead } from './slot-writer.ts';
import { TimedCopies } from './timed-copies.ts';

/** A wait for room in the results is looked at again so often, whatever happens. */
const ROOM_MS = 1000;

export class ResultSender {
  readonly #memory: SharedArrayBuffer;
  readonly #writer: SlotWriter;
  readonly #copies = new TimedCopies();
  /** Header of the result ring: what this worker has in hand. */
  readonly #state: Int32Array;
  readonly #owner: Int32Array;
  /** The pool's id in the trace. */
  readonly #object: number;

  readonly #control = threadIdentity().control;
  #ready: (() => void) | undefined;
  /** Called with each result where the owner is in another process. */
  readonly #told: (() => void) | undefined;

  /** `ready` is called once the first result is written, before the owner is told, who may end this worker then. */
  constructor({ results, bell, object }: PoolStart, ready: () => void, told?: () => void) {
    this.#told = told;
    this.#ready = ready;
    this.#memory = results;
    this.#writer = new SlotWriter(results);
    this.#state = new Int32Array(results, 0, 16);
    this.#owner = new Int32Array(bell);
    this.#object = object;
  }

  /** The chunk has this result. `name`: of the function, for the error where the result cannot travel. */
  succeed(head: SlotHead, name: string, value: unknown): void {
    try {
      this.#encode(head, value, 'result');
    } catch (error) {
      if (!(error instanceof NotCloneableError)) throw error;
      const message = `the result of ${name} cannot travel back: ${error.message}`;
      this.fail(head, new MaybeEncodingError(message, { cause: error }));
    }
  }

  /** The same for results that are all numbers. */
  succeedWithNumbers(head: SlotHead, numbers: Float64Array): void {
    this.#publish({ ...head, what: head.what | SlotFlag.numbers }, numberPayload(numbers));
  }

  /** A task of the chunk has thrown that. */
  fail(head: SlotHead, error: unknown): void {
    cleanStacks(error);
    const failed = { ...head, what: head.what | SlotFlag.error };
    try {
      this.#encode(failed, error, 'error');
    } catch {
      // What was thrown is no error and cannot travel: its text does.
      this.#encode(failed, new Error(`a task threw ${textOf(error)}`), 'error');
    }
  }

  /** This worker cannot get ready. */
  reportUnfit(error: unknown): void {
    this.#encode({ job: 0, chunk: 0, count: 0, what: SlotFlag.unfit, task: 0 }, error, 'error');
  }

  /** This worker dies of that. Not said where there is no room: nobody may wait now. */
  sayLastWords(error: unknown): void {
    const head: SlotHead = { job: 0, chunk: 0, count: 0, what: SlotFlag.lastWords, task: 0 };
    cleanStacks(error);
    try {
      encodeWith(error, 'error', (payload) => {
        if (this.#tryWrite(head, payload, payload.journeys)) this.ringOwner();
      });
    } catch {
      // What was thrown is no error and cannot travel; it is told on standard error.
    }
  }

  /** Lets the owner look. */
  ringOwner(): void {
    this.#told?.();
    Atomics.add(this.#owner, OwnerWord.bell, 1);
    if (Atomics.load(this.#owner, OwnerWord.waits) > 0) Atomics.notify(this.#owner, OwnerWord.bell);
  }

  #encode(head: SlotHead, value: unknown, root: string): void {
    const startNs = this.#copies.begin();
    encodeWith(value, root, (payload) => {
      this.#copies.end(startNs, payload.length);
      this.#publish(head, payload, payload.journeys);
    });
  }

  /** Blocks while the owner has not made room. */
  #publish(head: SlotHead, payload: Payload, journeys: readonly Journey[] = []): void {
    if (!this.#tryWrite(head, payload, journeys)) this.#writeWhenThereIsRoom(head, payload, journeys);
    this.#ready?.();
    this.#ready = undefined;
    Atomics.store(this.#state, RingWord.busy, 0);
    this.ringOwner();
  }

  /** Before the owner can see the result, and end this worker. */
  #tryWrite(head: SlotHead, payload: Payload, journeys: readonly Journey[]): boolean {
    this.#control.noteUnsaid(Unsaid.idle);
    for (const journey of journeys) journey.depart();
    if (this.#writer.tryWrite(head, payload)) return true;
    for (const journey of journeys) journey.lost();
    this.#control.noteUnsaid(Unsaid.busy);
    return false;
  }

  #writeWhenThereIsRoom(head: SlotHead, payload: Payload, journeys: readonly Journey[]): void {
    const startNs = recordOpen(RowKind.waitPut, this.#object, 0);
    // An error here would help nobody: the result would still have to go.
    const awaited = { what: () => 'room for its results in the pool', by: byOwner(), unbreakable: true };
    const blocked = new BlockedWait({ awaited, memory: this.#memory, deadlineMs: Infinity, counted: false });
    try {
      do {
        blocked.triedInVain();
        const seen = Atomics.load(this.#state, RingWord.space);
        this.#writer.waitForSpace(blocked.sleepMs(ROOM_MS));
        blocked.slept(RingWord.space, seen);
      } while (!this.#tryWrite(head, payload, journeys));
    } finally {
      blocked.end();
    }
    recordSlice(RowKind.waitPut, startNs, this.#object, 0, 0);
  }
}
