/** The owner's side of a pool: sends chunks, takes results, replaces workers, and lets no job wait for one that died. */
import { nextTurn } from '../process/event-loop.ts';
import { MaybeEncodingError, PoolBrokenError, WorkerDiedError } from '../errors.ts';
import { recordInstant } from '../instrument/record.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { exitIfRefused } from '../process/thread-identity.ts';
import { holdAlive, releaseAlive } from '../shared-memory/keep-alive.ts';
import type { Job } from './pool-job.ts';
import { OwnerWord } from './pool-start.ts';
import { PoolCrew, type CrewMember } from './pool-crew.ts';
import { SlotFlag, createRingMemory } from './slot-ring.ts';
import { TaskSender } from './task-sender.ts';

/** Workers that die one after the other without having done a task: something is wrong with all of them. */
const MOST_FRUITLESS_DEATHS = 8;
/** A stream of results is interrupted so often for the rest of the program. */
const TURN_EVERY_MS = 5;

/** Rows that tell of results, per look at one worker's ring. */
const MOST_RESULT_ROWS = 8;

export class PoolEngine {
  readonly #crew: PoolCrew;
  readonly #bell: Int32Array;
  readonly #jobs = new Map<number, Job>();
  readonly #sender: TaskSender;
  /** Chunks that have been answered or are lost. */
  #answered = 0;
  #lastJob = 0;
  #driving = false;
  #stepping = false;
  #held = false;
  #fruitlessDeaths = 0;
  #closing = false;
  #failure: { readonly error: unknown } | undefined;
  #idleWaiters: (() => void)[] = [];

  constructor(bell: Int32Array, createCrew: (tasks: SharedArrayBuffer) => PoolCrew) {
    this.#bell = bell;
    const tasks = createRingMemory();
    this.#crew = createCrew(tasks);
    this.#sender = new TaskSender(tasks, this.#crew.size);
  }

  /** Takes a job on; it fails at once when the pool has. */
  submit(job: Job): void {
    if (this.#failure !== undefined) {
      job.fail(this.#failure.error);
      return;
    }
    this.#lastJob = (this.#lastJob + 1) & 0x7fffffff;
    job.id = this.#lastJob;
    this.#jobs.set(job.id, job);
    this.#sender.add(job);
    this.#step();
    this.#drive();
  }

  /** A job has become able to give chunks again. */
  resume(job: Job): void {
    if (!this.#jobs.has(job.id)) return;
    this.#sender.add(job);
    this.poll();
  }

  /** Does what can be done now. */
  poll(): void {
    this.#step();
  }

  /** Blocks until `done`, which this thread's jobs make true, or the deadline. */
  waitSync(done: () => boolean, deadlineMs: number): boolean {
    for (;;) {
      const seen = Atomics.load(this.#bell, OwnerWord.bell);
      const progress = this.#step();
      if (done()) return true;
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) return false;
      if (progress) continue;
      Atomics.add(this.#bell, OwnerWord.waits, 1);
      Atomics.wait(this.#bell, OwnerWord.bell, seen, leftMs);
      Atomics.sub(this.#bell, OwnerWord.waits, 1);
    }
  }

  /** No more jobs come: workers leave when the last is done. */
  close(): void {
    this.#closing = true;
    for (const job of this.#jobs.values()) job.hurry();
    this.poll();
    this.#finishIfIdle();
  }

  /** Every job fails with the error, and so does each that comes. */
  abort(error: unknown): void {
    this.#failure ??= { error };
    for (const job of this.#jobs.values()) job.fail(error);
    this.#jobs.clear();
    this.#sender.clear();
    this.#answered = this.#sender.sent;
    this.#updateHold();
    this.#finishIfIdle();
  }

  get idle(): boolean {
    return this.#jobs.size === 0;
  }

  /** Settles when there is no job. */
  async untilIdle(): Promise<void> {
    while (!this.idle) await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  /** Sends, receives and buries; true if anything happened. */
  #step(): boolean {
    if (this.#stepping) return false;
    this.#stepping = true;
    try {
      return this.#stepOnce();
    } finally {
      this.#stepping = false;
    }
  }

  #stepOnce(): boolean {
    const received = this.#receive();
    const buried = this.#bury();
    const sent = this.#sender.send();
    if (received || buried || sent) this.#forgetSettled();
    this.#updateHold();
    return received || buried || sent;
  }

  #receive(): boolean {
    let received = false;
    for (const member of this.#crew.members()) if (this.#receiveFrom(member)) received = true;
    return received;
  }

  #receiveFrom(member: CrewMember): boolean {
    const { results, decoder } = member;
    let received = 0;
    while (results.take()) {
      received++;
      this.#fruitlessDeaths = 0;
      const { job: id, chunk, what, task, count } = results;
      let value: unknown;
      let failed = (what & (SlotFlag.error | SlotFlag.unfit)) !== 0;
      try {
        value = decoder.decode(results);
      } catch (error) {
        value = new MaybeEncodingError('a result cannot be read', { cause: error });
        failed = true;
      }
      results.free();
      if ((what & SlotFlag.unfit) !== 0) this.#breakDown(member, value);
      else this.#settle(id, chunk, failed, value);
      // In a flood of results the first stand for the others: nobody can see a thousand arrows in a millisecond.
      if (received <= MOST_RESULT_ROWS) recordInstant(RowKind.result, task, count, 0);
    }
    return received > 0;
  }

  #settle(id: number, chunk: number, failed: boolean, value: unknown): void {
    this.#answered++;
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    if (failed) job.rejectChunk(chunk, value);
    else job.resolveChunk(chunk, value);
  }

  /** The worker could not get ready, and neither will its successors. */
  #breakDown(member: CrewMember, error: unknown): void {
    exitIfRefused();
    const message = error instanceof Error ? error.message : String(error);
    const worker = member.handle.name;
    this.abort(
      new PoolBrokenError(`the pool cannot work: ${worker} failed while it got ready: ${message}`, { cause: error }),
    );
  }

  /** Workers that have ended: what they had in hand fails, and others take their place. */
  #bury(): boolean {
    let buried = false;
    for (const member of this.#crew.ended()) {
      buried = true;
      this.#receiveFrom(member);
      this.#crew.remove(member, (id, chunk, item) => this.#reportDeath(member, id, chunk, item));
      if (this.#failure !== undefined || this.#crew.dismissed) continue;
      if (!member.retired && ++this.#fruitlessDeaths >= MOST_FRUITLESS_DEATHS) {
        this.abort(
          new PoolBrokenError(`the pool cannot work: ${MOST_FRUITLESS_DEATHS} workers died one after the other`),
        );
      } else this.#crew.recruit();
    }
    return buried;
  }

  #reportDeath(member: CrewMember, id: number, chunk: number, item: number): void {
    this.#answered++;
    const job = this.#jobs.get(id);
    if (job === undefined || job.settled) return;
    const { index, preview } = job.place(chunk, item);
    const { name, control } = member.handle;
    const exitcode = control.exitCode ?? 1;
    const why = control.endedAbruptly ? ' without a word, most likely out of memory' : '';
    const task = `${job.name}(${preview})`;
    const message = `worker ${name} ended with exit code ${exitcode}${why} while it ran ${task}, item ${index}`;
    job.fail(new WorkerDiedError(message, { workerName: name, exitcode, task, index }));
  }

  #forgetSettled(): void {
    for (const [id, job] of this.#jobs) if (job.settled) this.#jobs.delete(id);
    this.#updateHold();
    this.#finishIfIdle();
  }

  #finishIfIdle(): void {
    if (!this.idle) return;
    if (this.#closing) {
      this.#crew.dismissed = true;
      this.#sender.close();
    }
    const waiters = this.#idleWaiters;
    this.#idleWaiters = [];
    for (const each of waiters) each();
  }

  /** The thread lives while something is under way that a job waits for. */
  #updateHold(): void {
    const hold = this.#sender.sent > this.#answered && !this.idle;
    if (hold === this.#held) return;
    this.#held = hold;
    if (hold) holdAlive();
    else releaseAlive();
  }

  /** Keeps going while there are jobs, beside whatever else the program does. */
  #drive(): void {
    if (this.#driving) return;
    this.#driving = true;
    void this.#driveOn();
  }

  async #driveOn(): Promise<void> {
    let turnedMs = performance.now();
    while (!this.idle) {
      const seen = Atomics.load(this.#bell, OwnerWord.bell);
      const progress = this.#step();
      if (progress) {
        if (performance.now() - turnedMs >= TURN_EVERY_MS) {
          await nextTurn();
          turnedMs = performance.now();
        }
        continue;
      }
      Atomics.add(this.#bell, OwnerWord.waits, 1);
      const wait = Atomics.waitAsync(this.#bell, OwnerWord.bell, seen);
      if (wait.async) {
        await wait.value;
        turnedMs = performance.now();
      }
      Atomics.sub(this.#bell, OwnerWord.waits, 1);
    }
    this.#driving = false;
  }
}
