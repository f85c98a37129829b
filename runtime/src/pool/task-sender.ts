/** Sends the chunks of jobs as far as there is room in the ring: highest priority first, then the oldest job. */
import { encodeWith } from '../shared-memory/codec/codec.ts';
import type { ByteWriter } from '../shared-memory/codec/byte-writer.ts';
import { ChunkJourneys } from './chunk-journeys.ts';
import { NumberItems, numberPayload } from './number-block.ts';
import type { Chunk, Job } from './pool-job.ts';
import { SlotFlag } from './slot-ring.ts';
import { SlotWriter, keepBytes, type Payload, type SlotHead, type Withdrawn } from './slot-writer.ts';
import type { ClosurePayload } from './task-functions.ts';
import { TimedCopies } from './timed-copies.ts';

/** Once every reader has been woken, they are woken again after so many chunks. */
const RING_EVERY = 128;

const TO_WORKER = { functions: true };

/** A job that has chunks to send. */
interface Lane {
  readonly job: Job;
  /** Chunks that are encoded and not in the ring: there was no room, or others went before them. */
  readonly parked: Withdrawn[];
  /** It is to be left out: nothing is taken from the middle of a long list. */
  removed: boolean;
}

export class TaskSender {
  readonly #writer: SlotWriter;
  readonly #readers: number;
  readonly #numbers = new NumberItems();
  readonly #onLaneEnd: (job: Job) => void;
  readonly #journeys = new ChunkJourneys();
  readonly #copies = new TimedCopies();
  /** In the order in which they are sent, from `#first` on. */
  #lanes: Lane[] = [];
  #first = 0;
  readonly #laneOf = new Map<Job, Lane>();
  #underWay = 0;

  /** `onLaneEnd`: called when a job has nothing more to send. */
  constructor(memory: SharedArrayBuffer, readers: number, onLaneEnd: (job: Job) => void) {
    this.#writer = new SlotWriter(memory);
    this.#readers = readers;
    this.#onLaneEnd = onLaneEnd;
  }

  /** Chunks that were sent, parked ones included, and are neither answered nor lost. */
  get underWay(): number {
    return this.#underWay;
  }

  /** The job has chunks to send. */
  add(job: Job): void {
    this.#laneFor(job);
  }

  /** Takes back what no worker has taken of the jobs that `wanted` gives by their ids: it is sent again in its turn. */
  recall(wanted: (id: number) => Job | undefined): void {
    const recalled = this.#writer.withdraw((id) => wanted(id) !== undefined);
    // From the newest on, each goes to the front of its lane.
    for (const chunk of recalled.toReversed()) this.#laneFor(wanted(chunk.head.job)!).parked.unshift(chunk);
  }

  /** Drops what no worker has taken of the job; false where there was nothing. */
  drop(job: Job): boolean {
    const lane = this.#laneOf.get(job);
    const dropped = [...this.#writer.withdraw((id) => id === job.id), ...(lane?.parked ?? [])];
    for (const { head } of dropped) this.lost(head.job, head.chunk);
    if (lane !== undefined) this.#remove(lane);
    return dropped.length > 0 || lane !== undefined;
  }

  /** A worker has read that chunk, and has answered it or died. */
  arrived(job: number, chunk: number): void {
    this.#underWay--;
    this.#journeys.arrived(job, chunk);
  }

  /** No worker will read it. */
  lost(job: number, chunk: number): void {
    this.#underWay--;
    this.#journeys.lost(job, chunk);
  }

  /** Encodes all chunks of the job now, whether or not there is room for them. */
  encodeAll(job: Job): void {
    const lane = this.#laneOf.get(job);
    if (lane === undefined) return;
    for (let chunk = job.next(); chunk !== undefined; chunk = job.next()) this.#encode(lane, chunk, () => false);
  }

  /** Whether something of the job waits for a worker. */
  holds(job: Job): boolean {
    return this.#laneOf.has(job) || this.#writer.holds(job.id);
  }

  /** Forgets what has not been sent. */
  clear(): void {
    const unread = [...this.#writer.withdraw(() => true), ...this.#lanes.flatMap(({ parked }) => parked)];
    for (const { head } of unread) this.#journeys.lost(head.job, head.chunk);
    this.#underWay = 0;
    this.#lanes = [];
    this.#first = 0;
    this.#laneOf.clear();
  }

  /** No more will come: workers leave once the ring is empty. */
  close(): void {
    this.#writer.close();
  }

  /** True if anything was sent. */
  send(): boolean {
    let written = 0;
    while (this.#sendOne()) {
      written++;
      if (written <= this.#readers || written % RING_EVERY === 0) this.#writer.ring(1);
    }
    if (written > this.#readers) this.#writer.ring(this.#readers);
    return written > 0;
  }

  #sendOne(): boolean {
    for (let lane = this.#firstLane(); lane !== undefined; lane = this.#firstLane()) {
      const parked = lane.parked[0];
      if (parked !== undefined) {
        if (!this.#writer.tryWrite(parked.head, parked.payload)) return false;
        lane.parked.shift();
        return true;
      }
      const chunk = lane.job.settled ? undefined : lane.job.next();
      if (chunk !== undefined)
        return this.#encode(lane, chunk, (head, payload) => this.#writer.tryWrite(head, payload));
      this.#remove(lane);
    }
    return false;
  }

  /** Encodes a chunk and parks it where `write` finds no room; gives what `write` gave. What cannot travel fails the job. */
  #encode(lane: Lane, chunk: Chunk, write: (head: SlotHead, payload: Payload) => boolean): boolean {
    const { job } = lane;
    const { closure } = job;
    const numbers = closure || chunk.single ? undefined : this.#numbers.of(chunk.payload);
    const form = chunk.single ? SlotFlag.single : numbers ? SlotFlag.numbers : 0;
    const what = job.what | form | (closure ? SlotFlag.closure : 0);
    const content = closure ? ([closure.id, closure.content, chunk.payload] satisfies ClosurePayload) : chunk.payload;
    const head: SlotHead = { job: job.id, chunk: chunk.number, count: chunk.count, what, task: chunk.task };
    const startNs = this.#copies.begin();
    const use = (payload: Payload): boolean => {
      const written = write(head, payload);
      this.#copies.end(startNs, payload.length);
      this.#underWay++;
      if (!written) lane.parked.push({ head, payload: keep(payload) });
      return written;
    };
    const useEncoded = (payload: ByteWriter): boolean => {
      this.#journeys.depart(job.id, chunk.number, [...payload.journeys, ...(closure?.journeys ?? [])]);
      return use(payload);
    };
    try {
      return numbers
        ? use(numberPayload(numbers))
        : encodeWith(content, chunk.single ? 'item' : 'items', useEncoded, TO_WORKER);
    } catch (error) {
      this.#journeys.lost(job.id, chunk.number);
      job.fail(exactError(job, chunk) ?? error);
      return true;
    }
  }

  #laneFor(job: Job): Lane {
    const known = this.#laneOf.get(job);
    if (known !== undefined) return known;
    const lane: Lane = { job, parked: [], removed: false };
    let at = this.#lanes.length;
    while (at > this.#first && goesBefore(job, this.#lanes[at - 1]!.job)) at--;
    this.#lanes.splice(at, 0, lane);
    this.#laneOf.set(job, lane);
    return lane;
  }

  #remove(lane: Lane): void {
    this.#laneOf.delete(lane.job);
    lane.removed = true;
    this.#onLaneEnd(lane.job);
  }

  #firstLane(): Lane | undefined {
    while (this.#lanes[this.#first]?.removed === true) this.#first++;
    if (this.#first > this.#lanes.length / 2) {
      this.#lanes = this.#lanes.slice(this.#first).filter(({ removed }) => !removed);
      this.#first = 0;
    }
    return this.#lanes[this.#first];
  }
}

function goesBefore(job: Job, other: Job): boolean {
  return job.priority === other.priority ? job.id < other.id : job.priority > other.priority;
}

/** The error of the first item that cannot travel: it names the item by its place in what was mapped. */
function exactError(job: Job, { number, payload, single }: Chunk): unknown {
  const items = single ? [payload] : (payload as readonly unknown[]);
  for (const [i, item] of items.entries()) {
    try {
      encodeWith(item, job.nameOf(number, i), () => undefined, TO_WORKER);
    } catch (error) {
      return error;
    }
  }
  return undefined;
}

/** A copy that outlives the encoder's buffer. */
function keep(payload: Payload): Payload {
  const bytes = new Uint8Array((payload.length + 7) & ~7);
  payload.copyTo({ bytes, words: new Int32Array(bytes.buffer) }, 0);
  return keepBytes(bytes, payload.length);
}
