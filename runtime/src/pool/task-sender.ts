/** Sends the chunks of jobs, oldest job first, as far as there is room in the ring. */
import { encodeWith } from '../shared-memory/codec/codec.ts';
import type { ByteWriter } from '../shared-memory/codec/byte-writer.ts';
import type { Chunk, Job } from './pool-job.ts';
import { SlotFlag } from './slot-ring.ts';
import { SlotWriter, type Payload, type SlotHead } from './slot-writer.ts';

/** Once every reader has been woken, they are woken again after so many chunks. */
const RING_EVERY = 128;

export class TaskSender {
  readonly #writer: SlotWriter;
  readonly #readers: number;
  /** Jobs that may have chunks to send. */
  #jobs: Job[] = [];
  /** A chunk that found no room, encoded. */
  #parked: { readonly head: SlotHead; readonly payload: Payload } | undefined;
  /** Chunks sent so far, the parked one included. */
  sent = 0;

  constructor(memory: SharedArrayBuffer, readers: number) {
    this.#writer = new SlotWriter(memory);
    this.#readers = readers;
  }

  add(job: Job): void {
    if (!this.#jobs.includes(job)) this.#jobs.push(job);
  }

  /** Forgets what has not been sent. */
  clear(): void {
    this.#jobs = [];
    this.#parked = undefined;
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
    if (this.#parked !== undefined) {
      const { head, payload } = this.#parked;
      if (!this.#writer.tryWrite(head, payload)) return false;
      this.#parked = undefined;
      return true;
    }
    for (let job = this.#jobs[0]; job !== undefined; job = this.#jobs[0]) {
      const chunk = job.settled ? undefined : job.next();
      if (chunk !== undefined) return this.#write(job, chunk);
      this.#jobs.shift();
    }
    return false;
  }

  /** False when there was no room; the chunk is sent when there is. */
  #write(job: Job, chunk: Chunk): boolean {
    const what = job.what | (chunk.single ? SlotFlag.single : 0);
    const head: SlotHead = { job: job.id, chunk: chunk.number, count: chunk.count, what, task: chunk.task };
    try {
      return encodeWith(chunk.payload, chunk.single ? 'item' : 'items', (payload) => {
        const written = this.#writer.tryWrite(head, payload);
        this.sent++;
        if (!written) this.#parked = { head, payload: keep(payload) };
        return written;
      });
    } catch (error) {
      job.fail(exactError(job, chunk) ?? error);
      return true;
    }
  }
}

/** The error of the first item that cannot travel: it names the item by its place in what was mapped. */
function exactError(job: Job, { number, payload, single }: Chunk): unknown {
  const items = single ? [payload] : (payload as readonly unknown[]);
  for (const [i, item] of items.entries()) {
    try {
      encodeWith(item, job.nameOf(number, i), () => undefined);
    } catch (error) {
      return error;
    }
  }
  return undefined;
}

/** A copy that outlives the encoder's buffer. */
function keep(payload: ByteWriter): Payload {
  const bytes = new Uint8Array((payload.length + 7) & ~7);
  payload.copyTo({ bytes, words: new Int32Array(bytes.buffer) }, 0);
  return { length: payload.length, copyTo: (target, offset) => target.bytes.set(bytes, offset) };
}
