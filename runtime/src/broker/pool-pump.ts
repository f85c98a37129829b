/**
 * Works for a pool in the place of a process: takes a chunk from the pool's ring when the process has none, sends it through the
 * pipe, and writes the result into the ring of results. To the pool's owner it is a worker like any other, so a death costs
 * what it costs among threads: what was in hand is told by the same words.
 */
import { ProcessAnswer, ProcessCall } from '../../../protocol/src/process.ts';
import { IdleTime } from '../pool/idle-time.ts';
import { OwnerWord, type PoolStart } from '../pool/pool-start.ts';
import { SlotReader } from '../pool/slot-reader.ts';
import { Readiness, RingViews, RingWord, SlotFlag } from '../pool/slot-ring.ts';
import { keepBytes, SlotWriter, type SlotHead } from '../pool/slot-writer.ts';
import { TaskClock } from '../pool/task-clock.ts';
import type { Frame } from '../wire/frames.ts';
import { packSlot, unpackSlot } from './pool-frames.ts';

/** Tells the process something. */
type Tell = (kind: number, payload: Uint8Array) => void;

/** Where the definitions begin in their memory: see definition-log.ts. */
const DEFINITIONS_START = 8;
const NOTHING = new Uint8Array(0);
/** A wait for room in the results is looked at again so often, whatever happens. */
const ROOM_MS = 1000;

export class PoolPump {
  readonly #start: PoolStart;
  readonly #tell: Tell;
  readonly #tasks: SlotReader;
  readonly #results: SlotWriter;
  /** Header of the result ring: what the process has in hand. */
  readonly #state: Int32Array<SharedArrayBuffer>;
  readonly #owner: Int32Array;
  readonly #definitions: RingViews;
  readonly #clock: TaskClock;
  readonly #idle: IdleTime;
  #definedBytes = DEFINITIONS_START;
  #ended = false;
  #isFreed = true;
  /** A task took too long: the owner ends the process, and has answered what it had in hand. */
  #condemned = false;
  /** Called by the next answer: the process is ready, or has done its chunk. */
  #answered: () => void = () => undefined;
  /** The results that have come, in order. */
  #written: Promise<void> = Promise.resolve();

  constructor(start: PoolStart, tell: Tell) {
    this.#start = start;
    this.#tell = tell;
    this.#tasks = new SlotReader(start.tasks, start.number);
    this.#results = new SlotWriter(start.results);
    this.#state = new Int32Array(start.results, 0, 16);
    this.#owner = new Int32Array(start.bell);
    this.#definitions = new RingViews(start.definitions);
    this.#clock = new TaskClock(start.results);
    this.#idle = new IdleTime(start);
  }

  /** Works until there is nothing more to do, or the process has ended. */
  async run(): Promise<void> {
    const { initializer, maxTasks } = this.#start;
    // The script is loaded when it is needed: see pool-worker.ts.
    if (initializer === null && !(await this.#untilTask())) {
      this.#leave();
      return;
    }
    await this.#ask(ProcessAnswer.prepare, NOTHING);
    this.#setReadiness(Readiness.ready);
    for (let chunks = 0; maxTasks === 0 || chunks < maxTasks; chunks++) {
      while (!this.#tasks.take())
        if (!(await this.#untilTask())) {
          this.#leave();
          return;
        }
      await this.#runChunk();
      if (this.#ended) return;
    }
    this.#setReadiness(Readiness.worn);
    this.#leave();
  }

  /** Handles what the process says of its work; false for what is none of it. */
  handle({ kind, number, payload }: Frame): boolean {
    if (kind === ProcessCall.ready) this.#answered();
    else if (kind === ProcessCall.item) this.#state[RingWord.item] = number;
    else if (kind === ProcessCall.taken) this.#free();
    else if (kind === ProcessCall.begin) this.#begin(number, payload);
    else if (kind === ProcessCall.end) this.#condemned ||= !this.#clock.tryEnd();
    else if (kind === ProcessCall.result) this.#result(payload);
    else return false;
    return true;
  }

  #result(payload: Uint8Array<ArrayBuffer>): void {
    if (this.#condemned) return;
    const { head, bytes } = unpackSlot(payload);
    if ((head.what & SlotFlag.lastWords) === 0) this.#free();
    this.#written = this.#written.then(() => this.#write(head, bytes));
  }

  /** Gives the slot of the chunk back. Until then the owner takes handles in it for lost where the process dies. */
  #free(): void {
    if (this.#isFreed) return;
    this.#isFreed = true;
    this.#tasks.free();
  }

  /** The owner waits no longer than until the item may run. */
  #begin(item: number, limit: Uint8Array<ArrayBuffer>): void {
    if (this.#condemned) return;
    this.#state[RingWord.item] = item;
    this.#clock.begin(new Float64Array(limit.buffer)[0]!);
    this.#ringOwner();
  }

  #ringOwner(): void {
    Atomics.add(this.#owner, OwnerWord.bell, 1);
    if (Atomics.load(this.#owner, OwnerWord.waits) > 0) Atomics.notify(this.#owner, OwnerWord.bell);
  }

  /** The process has ended. Settles when all that it has said is where the pool's owner finds it. */
  async end(): Promise<void> {
    this.#ended = true;
    const { words } = this.#tasks.views;
    // A wait of this worker would go on, and take the wake-up of another.
    Atomics.add(words, RingWord.bell, 1);
    Atomics.notify(words, RingWord.bell);
    await this.#written;
  }

  #setReadiness(readiness: number): void {
    Atomics.store(this.#state, RingWord.ready, readiness);
  }

  #leave(): void {
    if (!this.#ended) this.#tell(ProcessAnswer.leave, NOTHING);
  }

  async #ask(kind: number, payload: Uint8Array): Promise<void> {
    const answered = new Promise<void>((resolve) => {
      this.#answered = resolve;
    });
    this.#tell(kind, payload);
    await answered;
  }

  async #runChunk(): Promise<void> {
    const { job, chunk, count, what, task, offset, length, views } = this.#tasks;
    const state = this.#state;
    state[RingWord.job] = job;
    state[RingWord.chunk] = chunk;
    // Which of several runs only the process knows; it tells where it can.
    state[RingWord.item] = count === 1 || (what & SlotFlag.single) !== 0 ? 0 : -1;
    Atomics.store(state, RingWord.busy, 1);
    const packed = packSlot({ job, chunk, count, what, task }, views.bytes.subarray(offset, offset + length));
    this.#isFreed = false;
    this.#define();
    await this.#ask(ProcessAnswer.chunk, packed);
  }

  /** Sends the functions that the pool has been given since. */
  #define(): void {
    const end = Atomics.load(this.#definitions.words, 0);
    if (end === this.#definedBytes) return;
    this.#definitions.reach(end);
    this.#tell(ProcessAnswer.definitions, this.#definitions.bytes.slice(this.#definedBytes, end));
    this.#definedBytes = end;
  }

  async #write(head: SlotHead, bytes: Uint8Array): Promise<void> {
    while (!this.#results.tryWrite(head, keepBytes(bytes, bytes.length))) {
      const seen = Atomics.load(this.#state, RingWord.space);
      Atomics.store(this.#state, RingWord.writerWaits, 1);
      await Atomics.waitAsync(this.#state, RingWord.space, seen, ROOM_MS).value;
    }
    Atomics.store(this.#state, RingWord.writerWaits, 0);
    if ((head.what & SlotFlag.lastWords) !== 0) return;
    Atomics.store(this.#state, RingWord.busy, 0);
    this.#ringOwner();
    if ((head.what & SlotFlag.unfit) === 0) this.#answered();
  }

  /** Settles when there is a task. False where the process is to leave instead. */
  async #untilTask(): Promise<boolean> {
    const { words } = this.#tasks.views;
    this.#idle.begin();
    while (!this.#ended && !this.#tasks.hasSlot()) {
      if (this.#tasks.isClosed()) return false;
      const seen = Atomics.load(words, RingWord.bell);
      Atomics.add(words, RingWord.waiters, 1);
      if (!this.#tasks.hasSlot() && !this.#tasks.isClosed())
        await Atomics.waitAsync(words, RingWord.bell, seen, this.#idle.waitMs).value;
      Atomics.sub(words, RingWord.waiters, 1);
      if (!this.#tasks.hasSlot() && this.#idle.leaves()) {
        this.#setReadiness(Readiness.idle);
        return false;
      }
    }
    return !this.#ended;
  }
}
