/** The workers of a pool: hired, found dead, replaced. */
import { nextChildIdentity } from '../process/thread-identity.ts';
import { WorkerHandle } from '../process/worker-handle.ts';
import type { PoolStart } from './pool-start.ts';
import { SlotDecoder } from './slot-decoder.ts';
import { SlotReader, reclaimFrom } from './slot-reader.ts';
import { RingViews, RingWord, createRingMemory } from './slot-ring.ts';
import type { ResourceLimits } from 'node:worker_threads';

/** One worker with its results. */
export interface CrewMember {
  readonly number: number;
  readonly handle: WorkerHandle;
  readonly results: SlotReader;
  readonly decoder: SlotDecoder;
  /** Whether it ended because it had done as many tasks as it may. */
  readonly retired: boolean;
}

/** What all workers of a pool are started with. */
export type CrewStart = Omit<PoolStart, 'type' | 'results' | 'number'>;

/** Called for each chunk that a worker had in hand when it died. */
export type Lost = (job: number, chunk: number, item: number) => void;

export class PoolCrew {
  readonly size: number;
  /** True once no more workers are wanted. */
  dismissed = false;
  readonly #start: CrewStart;
  readonly #resourceLimits: ResourceLimits | undefined;
  readonly #members = new Map<number, CrewMember>();
  readonly #tasks: RingViews;
  readonly #handles = new Set<WorkerHandle>();
  #last = -1;

  constructor(size: number, start: CrewStart, resourceLimits?: ResourceLimits) {
    this.size = size;
    this.#start = start;
    this.#resourceLimits = resourceLimits;
    this.#tasks = new RingViews(start.tasks);
    for (let i = 0; i < size; i++) this.recruit();
  }

  members(): IterableIterator<CrewMember> {
    return this.#members.values();
  }

  /** Members whose thread has ended. */
  ended(): CrewMember[] {
    const ended: CrewMember[] = [];
    for (const member of this.#members.values()) if (!member.handle.alive) ended.push(member);
    return ended;
  }

  recruit(): void {
    const number = ++this.#last;
    const memory = createRingMemory();
    const identity = nextChildIdentity();
    const handle = new WorkerHandle({
      name: `PoolWorker-${identity.join(':')}`,
      identity,
      daemon: true,
      job: { ...this.#start, type: 'pool', results: memory, number },
      resourceLimits: this.#resourceLimits,
      bell: this.#start.bell,
    });
    this.#handles.add(handle);
    const words = new Int32Array(memory, 0, 16);
    this.#members.set(number, {
      number,
      handle,
      results: new SlotReader(memory, 0),
      decoder: new SlotDecoder(),
      get retired() {
        return Atomics.load(words, RingWord.ready) === 2;
      },
    });
  }

  /** Strikes off a member that has ended; what it had taken and not answered is lost. Its results must have been read. */
  remove(member: CrewMember, lost: Lost): void {
    this.#members.delete(member.number);
    this.#handles.delete(member.handle);
    const { words } = member.results.views;
    const inHand = Atomics.load(words, RingWord.busy) === 1;
    const job = words[RingWord.job]!;
    const chunk = words[RingWord.chunk]!;
    if (inHand) lost(job, chunk, words[RingWord.item]!);
    reclaimFrom(this.#tasks, member.number, (lostJob, lostChunk) => {
      if (!inHand || lostJob !== job || lostChunk !== chunk) lost(lostJob, lostChunk, 0);
    });
  }

  /** Stops all of them. */
  stop(): void {
    this.dismissed = true;
    for (const { handle } of this.#members.values()) handle.stop(15);
  }

  /** Settles when all have ended. */
  async untilEnded(): Promise<void> {
    for (const handle of this.#handles) await handle.control.waitEnded();
  }

  /** The same, blocking. */
  waitEndedSync(): void {
    for (const handle of this.#handles) handle.control.waitEndedSync();
  }
}
