/**
 * The time limit of the task that a worker runs, in the header of its result ring. The worker writes when the limit is
 * reached and, last, the number of the run; both sides end a run by one compareExchange on that number, so that a task is
 * either done or condemned, never both: a condemned worker takes no other task.
 */
import { monotonicMs } from '../shared-memory/clock.ts';
import { RingWord } from './slot-ring.ts';

const NO_RUN = 0;
const CONDEMNED = -1;
const LAST_RUN = 0x7fffffff;

/** What a worker tells of the tasks that have a limit. */
export interface TaskLimits {
  /** A task begins that may run so long. */
  begin(limitMs: number): void;
  /** The task has ended. */
  end(): void;
}

export class TaskClock implements TaskLimits {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #deadline: Float64Array<SharedArrayBuffer>;
  #run = NO_RUN;

  /** `results`: memory of the worker's result ring. */
  constructor(results: SharedArrayBuffer) {
    this.#words = new Int32Array(results, 0, 16);
    this.#deadline = new Float64Array(results, RingWord.deadline * 4, 1);
  }

  /** The worker: a task begins that may run so long. */
  begin(limitMs: number): void {
    this.#run = this.#run === LAST_RUN ? 1 : this.#run + 1;
    this.#deadline[0] = monotonicMs() + limitMs;
    Atomics.store(this.#words, RingWord.run, this.#run);
  }

  /** The worker: the task has ended. If it took too long, this does not return: the owner ends the thread. */
  end(): void {
    if (!this.tryEnd()) Atomics.wait(this.#words, RingWord.run, CONDEMNED);
  }

  /** The worker, or who works in its place: the task has ended. False if it took too long. */
  tryEnd(): boolean {
    return Atomics.compareExchange(this.#words, RingWord.run, this.#run, NO_RUN) === this.#run;
  }

  /** The owner: when the limit of the task that runs is reached; Infinity where none runs that has one. */
  deadlineMs(): number {
    return Atomics.load(this.#words, RingWord.run) > NO_RUN ? this.#deadline[0]! : Infinity;
  }

  /** The owner: condemns the task if its limit is reached. False where it has ended, or another has begun. */
  condemn(nowMs: number): boolean {
    const run = Atomics.load(this.#words, RingWord.run);
    if (run <= NO_RUN || this.#deadline[0]! > nowMs) return false;
    return Atomics.compareExchange(this.#words, RingWord.run, run, CONDEMNED) === run;
  }
}
