/** Sends the chunks of jobs as far as there is room in the ring: highest priority first, then the oldest job. */
import { encodeWith } from '../shared-memory/codec/codec.ts';
import { NumberItems, numberPayload } from './number-block.ts';
import type { Chunk, Job } from './pool-job.ts';
import { SlotFlag } from './slot-ring.ts';
import { SlotWriter, keepBytes, type Payload, type SlotHead, type Withdrawn } from './slot-writer.ts';
import type { ClosurePayload } from './task-functions.ts';

/** Once every reader has been woken, they are woken again after so many chunks. */
const RING_EVERY = 128;

const TO_WORKER = { functions: true };

/** A job that has chunks to send. */
interface Lane {
  readonly job: Job;
  /** Chunks that are encoded and not in the ring: there was no room, or others went before them. */
  readonly parked: Withdrawn[];
}

export class TaskSender {
  readonly #writer: SlotWriter;
  readonly #readers: number;
  readonly #numbers = new NumberItems();
  /** In the order in which they are sent. */
  #lanes: Lane[] = [];
  readonly #laneOf = new Map<Job, Lane>();
  /** Chunks sent so far and not taken back, parked ones included. */
  sent = 0;

  constructor(memory: SharedArrayBuffer, readers: number) {
    this.#writer = new SlotWriter(memory);
    this.#readers = readers;
  }

  /** The job has chunks to send. */
  add(job: Job): void {
    this.#laneFor(job);
  }

  /** Takes back what no worker has taken of these jobs: it is sent again in its turn. */
  recall(jobs: ReadonlyMap<number, Job>): void {
    const recalled = this.#writer.withdraw((id) => jobs.has(id));
    // From the newest on, each goes to the front of its lane.
    for (const chunk of recalled.toReversed()) this.#laneFor(jobs.get(chunk.head.job)!).parked.unshift(chunk);
  }

  /** Drops what no worker has taken of the job; false where there was nothing. */
  drop(job: Job): boolean {
    const lane = this.#laneOf.get(job);
    const dropped = this.#writer.withdraw((id) => id === job.id).length + (lane?.parked.length ?? 0);
    this.sent -= dropped;
    if (lane !== undefined) this.#remove(lane);
    return dropped > 0 || lane !== undefined;
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
    this.#lanes = [];
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
    for (let lane = this.#lanes[0]; lane !== undefined; lane = this.#lanes[0]) {
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
    const content = closure ? ([closure.id, closure.bytes, chunk.payload] satisfies ClosurePayload) : chunk.payload;
    const head: SlotHead = { job: job.id, chunk: chunk.number, count: chunk.count, what, task: chunk.task };
    const use = (payload: Payload): boolean => {
      const written = write(head, payload);
      this.sent++;
      if (!written) lane.parked.push({ head, payload: keep(payload) });
      return written;
    };
    try {
      return numbers
        ? use(numberPayload(numbers))
        : encodeWith(content, chunk.single ? 'item' : 'items', use, TO_WORKER);
    } catch (error) {
      job.fail(exactError(job, chunk) ?? error);
      return true;
    }
  }

  #laneFor(job: Job): Lane {
    const known = this.#laneOf.get(job);
    if (known !== undefined) return known;
    const lane: Lane = { job, parked: [] };
    let at = this.#lanes.length;
    while (at > 0 && goesBefore(job, this.#lanes[at - 1]!.job)) at--;
    this.#lanes.splice(at, 0, lane);
    this.#laneOf.set(job, lane);
    return lane;
  }

  #remove(lane: Lane): void {
    this.#laneOf.delete(lane.job);
    if (this.#lanes[0] === lane) this.#lanes.shift();
    else this.#lanes = this.#lanes.filter((each) => each !== lane);
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
