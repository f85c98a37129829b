/** The workers of a pool: hired, found dead, replaced. */
import type { ResourceLimits } from 'node:worker_threads';
import { callSite } from '../instrument/record.ts';
import { ProcessLimitError } from '../errors.ts';
import { endOf, type Child } from '../process/child-register.ts';
import { closeJoin, closeJoinWait, type JoinWait, openJoin } from '../process/join-record.ts';
import { letSpeak } from '../process/let-speak.ts';
import { nextChildIdentity } from '../process/thread-identity.ts';
import { startChild } from '../process/start-child.ts';
import { contextMethod, startMethodInForce, type StartMethod } from '../process/start-method.ts';
import { monotonicMs } from '../shared-memory/clock.ts';
import type { Journey } from '../shared-memory/codec/handles.ts';
import type { Staff } from './engine.ts';
import { OwnerWord, type PoolStart } from './pool-start.ts';
import { SlotDecoder } from './slot-decoder.ts';
import { SlotReader, reclaimFrom, unansweredOf } from './slot-reader.ts';
import { Readiness, RingViews, RingWord, createRingMemory } from './slot-ring.ts';
import { TaskClock } from './task-clock.ts';

/** A system that has refused a worker is asked again after so long. */
const VACANT_MS = 1000;

/** One worker with its results. */
export interface CrewMember {
  readonly number: number;
  readonly handle: Child;
  readonly results: SlotReader;
  readonly decoder: SlotDecoder;
  readonly clock: TaskClock;
  /** Whether it ended of its own accord: it had done as many tasks as it may, or had none. */
  readonly retired: boolean;
  /** Whether a signal that nobody here sent ended it before it was ready: near the limit of processes, its own Node's. */
  readonly struckEarly: boolean;
  /** Whether it was ended because its task took too long; the task has been answered. */
  condemned: boolean;
  /** Of what it died, where it has said so. */
  lastWords: unknown;
}

/** What all workers of a pool are started with. */
export interface CrewStart extends Omit<PoolStart, 'type' | 'results' | 'number'> {
  /** Of the handles in the initializer's arguments: each worker gets them. */
  readonly journeys: readonly Journey[];
}

/** A chunk that a worker had in hand when it died. */
export interface LostChunk {
  readonly job: number;
  readonly chunk: number;
  readonly item: number;
  /** Whether the worker had read it, so that what was in it has arrived. */
  readonly read: boolean;
}

export class PoolCrew implements Staff {
  /** Most workers it may have. */
  readonly size: number;
  #least: number;
  /** True once no more workers are wanted. */
  dismissed = false;
  readonly #start: CrewStart;
  readonly #resourceLimits: ResourceLimits | undefined;
  readonly #members = new Map<number, CrewMember>();
  readonly #tasks: RingViews;
  readonly #owner: Int32Array;
  /** Its workers, those included that have ended with it and nobody has joined yet. */
  readonly #handles = new Set<Child>();
  /** How its workers are started, settled when the pool is made. */
  readonly #method: StartMethod = contextMethod() ?? startMethodInForce();
  #last = -1;
  /** Nobody is hired before, ms, while there is anybody to work. */
  #vacantUntilMs = 0;
  #saidWhy = false;

  constructor(size: number, start: CrewStart, resourceLimits?: ResourceLimits) {
    this.size = size;
    this.#least = start.minProcesses;
    this.#start = start;
    this.#resourceLimits = resourceLimits;
    this.#tasks = new RingViews(start.tasks);
    this.#owner = new Int32Array(start.bell);
    this.staff(0);
  }

  /**
   * Starts the workers that are missing for that many chunks: each may need one of its own.
   * @throws {ProcessLimitError} where the system refuses the only one.
   */
  staff(chunks: number): void {
    if (this.dismissed) return;
    const wanted = Math.min(this.size, Math.max(this.#least, chunks));
    if (this.#members.size > 0 && monotonicMs() < this.#vacantUntilMs) return;
    try {
      while (this.#members.size < wanted) this.#recruit();
    } catch (error) {
      if (!(error instanceof ProcessLimitError) || this.#members.size === 0) throw error;
      this.waitForRoom(error.message);
    }
  }

  /** The system has no room for another worker now: those that there are go on alone, and it is tried again later. */
  waitForRoom(why: string): void {
    this.#vacantUntilMs = monotonicMs() + VACANT_MS;
    if (this.#saidWhy) return;
    this.#saidWhy = true;
    process.stderr.write(`parascope: a pool of ${this.size} goes on with ${this.#members.size} for now: ${why}\n`);
  }

  /** The program ends: workers are hired for work alone from now on. */
  leaveVacant(): void {
    this.#least = 0;
  }

  /** Their ids in the run. */
  threads(): number[] {
    return Array.from(this.#members.values(), ({ handle }) => handle.thread);
  }

  members(): IterableIterator<CrewMember> {
    return this.#members.values();
  }

  /** Whether it has no member, dead or alive. */
  get deserted(): boolean {
    return this.#members.size === 0;
  }

  /** Members whose thread has ended. */
  ended(): CrewMember[] {
    const ended: CrewMember[] = [];
    for (const member of this.#members.values()) if (!member.handle.alive) ended.push(member);
    return ended;
  }

  #recruit(): void {
    const number = ++this.#last;
    const memory = createRingMemory();
    const identity = nextChildIdentity();
    const { journeys, ...start } = this.#start;
    const handle = startChild({
      method: this.#method,
      name: `PoolWorker-${identity.join(':')}`,
      identity,
      daemon: true,
      job: { ...start, type: 'pool', results: memory, number },
      resourceLimits: this.#resourceLimits,
      bell: start.bell,
      claimed: (thread) => {
        for (const journey of journeys) journey.departTo(thread);
      },
    });
    this.#handles.add(handle);
    Atomics.add(this.#owner, OwnerWord.staff, 1);
    const words = new Int32Array(memory, 0, 16);
    this.#members.set(number, {
      number,
      handle,
      results: new SlotReader(memory, 0),
      decoder: new SlotDecoder(),
      clock: new TaskClock(memory),
      condemned: false,
      lastWords: undefined,
      get retired() {
        return Atomics.load(words, RingWord.ready) >= Readiness.worn;
      },
      get struckEarly() {
        const { exitCode, stopSignal } = handle.control;
        return Atomics.load(words, RingWord.ready) === Readiness.starting && (exitCode ?? 0) < 0 && stopSignal === 0;
      },
    });
  }

  /** Strikes off a member that has ended; gives what it had taken and not answered. Its results must have been read. */
  remove(member: CrewMember): LostChunk[] {
    this.#members.delete(member.number);
    // Who ends because the pool does is there to be joined.
    if (!this.#isClosing) this.#handles.delete(member.handle);
    member.handle.recordEnd();
    const { words } = member.results.views;
    // A worker that leaves for want of work has struck itself off.
    if (Atomics.load(words, RingWord.ready) !== Readiness.idle) Atomics.sub(this.#owner, OwnerWord.staff, 1);
    const inHand = unansweredOf(member.results);
    const lost: LostChunk[] = inHand === undefined ? [] : [{ ...inHand, read: true }];
    reclaimFrom(this.#tasks, member.number, (job, chunk) => {
      if (job !== inHand?.job || chunk !== inHand.chunk) lost.push({ job, chunk, item: 0, read: false });
      else lost[0] = { ...inHand, read: false };
    });
    return lost;
  }

  /** Stops all of them, once they have told what their tasks left behind. */
  stop(): void {
    this.dismissed = true;
    letSpeak([...this.#handles].map(({ control }) => control));
    for (const { handle } of this.#members.values()) handle.stop(15);
  }

  /** Settles when all have ended. Rejects with DeadlockError. */
  async untilEnded(): Promise<void> {
    const site = callSite();
    for (const handle of this.#handles) {
      const { control, name, thread } = handle;
      const wait = openJoin(handle, site);
      await control.waitEnded(undefined, endOf(name, thread));
      this.#joined(handle, wait);
    }
  }

  /** The same, blocking. */
  waitEndedSync(): void {
    const site = callSite();
    for (const handle of this.#handles) {
      const { control, name, thread } = handle;
      const wait = openJoin(handle, site);
      control.waitEndedSync(undefined, endOf(name, thread));
      this.#joined(handle, wait);
    }
  }

  get #isClosing(): boolean {
    return this.dismissed || Atomics.load(this.#tasks.words, RingWord.closed) === 1;
  }

  /** Once, however many wait. */
  #joined(handle: Child, wait: JoinWait): void {
    if (this.#handles.delete(handle)) closeJoin(handle, wait);
    else closeJoinWait(wait);
  }
}
