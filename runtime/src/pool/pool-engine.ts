/** The owner's side of a pool: sends chunks, takes results, replaces workers, and lets no job wait for one that died. */
import type { Awaited } from '../deadlock/awaited.ts';
import { PendingWait } from '../deadlock/pending-wait.ts';
import { BrokenProcessPool, PoolBrokenError, PoolStateError, ProcessLimitError } from '../errors.ts';
import { wasStoppedAtEnd } from '../process/child-register.ts';
import { exitIfRefused } from '../process/thread-identity.ts';
import type { Engine, Failure, SubmitOptions } from './engine.ts';
import { IdleWaits } from './idle-waits.ts';
import { JobRegister } from './job-register.ts';
import { OneStep } from './one-step.ts';
import type { Job } from './pool-job.ts';
import { PoolCrew, type CrewMember, type LostChunk } from './pool-crew.ts';
import { PoolAwaited } from './pool-awaited.ts';
import { PoolDrive } from './pool-drive.ts';
import { ResultIntake } from './result-intake.ts';
import { createRingMemory } from './slot-ring.ts';
import { endLateTasks, nextDeadlineMs } from './task-deadlines.ts';
import { TaskSender } from './task-sender.ts';
import { brokenBy, diedBy, fruitless } from './worker-death.ts';

/** Workers that die one after the other before they have taken a task: something is wrong with all of them. */
const MOST_FRUITLESS_DEATHS = 8;

export class PoolEngine implements Engine {
  readonly #crew: PoolCrew;
  readonly #awaited: PoolAwaited;
  readonly #drive: PoolDrive;
  readonly #jobs = new JobRegister();
  readonly #sender: TaskSender;
  readonly #results: ResultIntake;
  readonly #steps = new OneStep(() => this.#stepOnce());
  readonly #idleWaits = new IdleWaits(this);
  readonly #breaksOnDeath: boolean;
  /** While it lasts, the thread lives. */
  #hold: PendingWait | undefined;
  #fruitlessDeaths = 0;
  #closing = false;
  #failure: Failure | undefined;

  /** `breaksOnDeath`: a worker that dies breaks the pool (an executor), instead of the one call that it worked for. */
  constructor(
    bell: Int32Array<SharedArrayBuffer>,
    createCrew: (tasks: SharedArrayBuffer) => PoolCrew,
    { breaksOnDeath = false }: { readonly breaksOnDeath?: boolean } = {},
  ) {
    const tasks = createRingMemory();
    this.#breaksOnDeath = breaksOnDeath;
    this.#crew = createCrew(tasks);
    this.#awaited = new PoolAwaited(this.#crew, this.#jobs);
    this.#sender = new TaskSender(tasks, this.#crew.size, (job) => this.#jobs.touch(job));
    this.#results = new ResultIntake(this.#jobs, this.#sender, (member, error) => this.#breakDown(member, error));
    this.#drive = new PoolDrive(bell, this);
  }

  /** Takes a job on; it fails at once when the pool has. `encodeNow`: nothing is read of its items later. */
  submit(job: Job, { encodeNow = false }: SubmitOptions = {}): void {
    if (this.#failure !== undefined) {
      job.fail(this.#failure(job));
      return;
    }
    this.#jobs.add(job);
    if (this.#jobs.everRanked) this.#sender.recall((id) => this.#jobs.belowRank(id, job.priority));
    this.#sender.add(job);
    this.step();
    if (encodeNow) this.#sender.encodeAll(job);
    this.#drive.start();
    // A stream of nothing has settled without any answer.
    if (job.settled) this.#forget(job);
  }

  /** A job has become able to give chunks again. */
  resume(job: Job): void {
    if (!this.#jobs.has(job)) return;
    this.#sender.add(job);
    this.step();
    // Its source may have turned out to be at its end when all was answered.
    if (job.settled) this.#forget(job);
  }

  /** Drops what has not begun of a job that is to end now: it fails with the error, or has settled by itself. */
  cancel(job: Job, error?: unknown): void {
    this.#sender.drop(job);
    if (!job.settled) job.fail(error);
    this.#forget(job);
  }

  /** Fails a job of one chunk, unless a worker has begun with it: then false. */
  withdraw(job: Job, error: unknown): boolean {
    if (!this.#jobs.has(job) || !this.#sender.drop(job)) return false;
    this.cancel(job, error);
    return true;
  }

  /** What made the pool fail. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Whether a worker has begun with the job, which has one chunk alone. */
  hasBegun(job: Job): boolean {
    return this.#jobs.has(job) && !this.#sender.holds(job);
  }

  /**
   * Blocks until `done`, which this thread's jobs make true, or the deadline. Throws DeadlockError, and PoolStateError
   * inside of an iterable that the pool is reading: it goes on only when that returns.
   */
  waitSync(what: string, done: () => boolean, deadlineMs: number): boolean {
    if (this.#steps.underWay && !done()) {
      throw new PoolStateError(`${what}: the pool cannot be waited for by the iterable that it is reading items from`);
    }
    return this.#drive.waitSync(this.awaited(what), done, deadlineMs);
  }

  /** What who waits for something of the pool, so called, waits for. `silent` as in `Awaited`. */
  awaited(what: string, silent = false): Awaited {
    return this.#awaited.as(what, silent);
  }

  beginLimited(): () => void {
    return this.#awaited.beginLimited();
  }

  /** Does what can be done now, whether or not anybody has rung. */
  look(): void {
    this.#drive.look();
  }

  /** No more jobs come: workers leave when the last is done. */
  close(): void {
    this.#closing = true;
    this.#jobs.hurry();
    this.step();
    this.#finishIfIdle();
  }

  /** Every job fails, each with an error of its own, and so does each that comes. */
  abort(failure: Failure): void {
    this.#failure ??= failure;
    this.#jobs.failAll(failure);
    this.#sender.clear();
    this.#updateHold();
    this.#finishIfIdle();
    // What its workers had taken is not on its way any more once they have ended.
    this.#drive.start();
  }

  get idle(): boolean {
    return this.#jobs.isEmpty;
  }

  /** A pool that has failed is at rest once its workers are buried. */
  get atRest(): boolean {
    return this.idle && (this.#failure === undefined || this.#crew.deserted);
  }

  /** When there is something to do without a ring: a task reaches its limit. */
  get nextLookMs(): number {
    return this.#jobs.everLimited ? nextDeadlineMs(this.#crew.members()) : Infinity;
  }

  /** Settles when there is no job. Rejects with DeadlockError. */
  untilIdle(): Promise<void> {
    return this.#idleWaits.untilIdle();
  }

  /** Sends, receives and buries, as far as there is anything to; true if there was. */
  step(): boolean {
    return this.#steps.take();
  }

  afterStep(action: () => void): void {
    this.#steps.after(action);
  }

  /** The supervisor knows of all waits for workers. */
  beginWait(): () => void {
    return () => undefined;
  }

  #stepOnce(): boolean {
    const received = this.#receive();
    const late = this.#jobs.everLimited && endLateTasks(this.#crew.members(), (id) => this.#jobs.happensTo(id));
    const buried = this.#bury();
    const sent = this.#sender.send();
    if (this.#failure === undefined) this.#hire();
    if (received || late || buried || sent) this.#forgetSettled();
    this.#updateHold();
    return received || late || buried || sent;
  }

  #hire(): void {
    try {
      this.#crew.staff(this.#sender.underWay);
    } catch (error) {
      if (!(error instanceof ProcessLimitError)) throw error;
      this.#break(`the pool cannot work: ${error.message}`, error);
    }
  }

  #receive(): boolean {
    let received = false;
    for (const member of this.#crew.members()) if (this.#receiveFrom(member)) received = true;
    return received;
  }

  #receiveFrom(member: CrewMember): boolean {
    const received = this.#results.takeFrom(member);
    if (received) this.#fruitlessDeaths = 0;
    return received;
  }

  /** The worker could not get ready, and neither will its successors. */
  #breakDown(member: CrewMember, error: unknown): void {
    exitIfRefused();
    const message = error instanceof Error ? error.message : String(error);
    this.#break(`the pool cannot work: ${member.handle.name} failed while it got ready: ${message}`, error);
  }

  #break(message: string, cause?: unknown): void {
    const options = cause === undefined ? {} : { cause };
    const BrokenError = this.#breaksOnDeath ? BrokenProcessPool : PoolBrokenError;
    this.abort(() => new BrokenError(message, options));
  }

  /** Workers that have ended: what they had in hand fails, and others take their place. */
  #bury(): boolean {
    let buried = false;
    for (const member of this.#crew.ended()) {
      buried = true;
      this.#receiveFrom(member);
      const lost = this.#crew.remove(member);
      for (const each of lost) this.#reportLost(member, each);
      if (wasStoppedAtEnd(member.handle)) {
        this.#crew.leaveVacant();
        continue;
      }
      if (this.#failure !== undefined || this.#crew.dismissed || member.retired || member.condemned) continue;
      if (this.#breaksOnDeath) {
        this.abort(() => brokenBy(member));
        this.#crew.stop();
      } else if (lost.length === 0 && member.struckEarly && !this.#crew.deserted) {
        this.#crew.waitForRoom(
          `${member.handle.name} was ended by signal ${-member.handle.control.exitCode!} before it ran`,
        );
      } else if (lost.length === 0 && ++this.#fruitlessDeaths >= MOST_FRUITLESS_DEATHS) {
        this.#break(fruitless(member, MOST_FRUITLESS_DEATHS), member.lastWords);
      }
    }
    return buried;
  }

  #reportLost(member: CrewMember, { job: id, chunk, item, read }: LostChunk): void {
    if (read) this.#sender.arrived(id, chunk);
    else this.#sender.lost(id, chunk);
    const job = this.#jobs.happensTo(id);
    if (job === undefined || job.settled || member.condemned) return;
    const place = job.place(chunk, item);
    const error = this.#breaksOnDeath ? brokenBy(member, place.text) : diedBy(member, place);
    if (this.#breaksOnDeath || job.isWhole) this.cancel(job, error);
    else job.rejectChunk(chunk, error);
  }

  #forget(job: Job): void {
    this.#jobs.touch(job);
    this.#forgetSettled();
  }

  #forgetSettled(): void {
    this.#jobs.forgetSettled();
    this.#updateHold();
    this.#finishIfIdle();
  }

  #finishIfIdle(): void {
    if (!this.idle) return;
    if (this.#closing) {
      this.#crew.dismissed = true;
      this.#sender.close();
    }
    this.#idleWaits.wake();
  }

  /** The thread lives while something is under way that a job waits for. */
  #updateHold(): void {
    const hold = this.#sender.underWay > 0 && !this.idle;
    if (hold === (this.#hold !== undefined)) return;
    if (hold) {
      this.#hold = new PendingWait({ awaited: this.awaited('the results of a pool', true), retry: () => this.look() });
    } else {
      this.#hold?.end();
      this.#hold = undefined;
    }
  }
}
