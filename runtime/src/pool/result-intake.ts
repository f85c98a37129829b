/** Takes the answers of workers out of their rings, and gives them to the jobs that they are for. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { MaybeEncodingError } from '../errors.ts';
import { recordInstant } from '../instrument/record.ts';
import type { JobRegister } from './job-register.ts';
import type { CrewMember } from './pool-crew.ts';
import { SlotFlag } from './slot-ring.ts';
import type { TaskSender } from './task-sender.ts';

/** Rows that tell of results, per look at one worker's ring. */
const MOST_RESULT_ROWS = 8;

/** A worker could not get ready. */
type OnUnfit = (member: CrewMember, error: unknown) => void;

export class ResultIntake {
  readonly #jobs: JobRegister;
  readonly #sender: TaskSender;
  readonly #onUnfit: OnUnfit;

  constructor(jobs: JobRegister, sender: TaskSender, onUnfit: OnUnfit) {
    this.#jobs = jobs;
    this.#sender = sender;
    this.#onUnfit = onUnfit;
  }

  /** Takes all that the worker has answered; false if there was nothing. */
  takeFrom(member: CrewMember): boolean {
    const { results, decoder } = member;
    let received = 0;
    while (results.take()) {
      const { job: id, chunk, what, task, count } = results;
      let value: unknown;
      let failed = (what & (SlotFlag.error | SlotFlag.unfit)) !== 0;
      try {
        value = (what & SlotFlag.numbers) === 0 ? decoder.decode(results) : results.numbers();
      } catch (error) {
        value = new MaybeEncodingError('a result cannot be read', { cause: error });
        failed = true;
      }
      if ((what & SlotFlag.lastWords) !== 0) {
        member.lastWords = value;
        decoder.arrive(() => results.free());
        continue;
      }
      received++;
      if ((what & SlotFlag.unfit) !== 0) this.#onUnfit(member, value);
      else this.#settle(id, chunk, failed, value);
      // Only now: numbers are read where they lie.
      decoder.arrive(() => results.free());
      // In a flood of results the first stand for the others: nobody can see a thousand arrows in a millisecond.
      if (received <= MOST_RESULT_ROWS) recordInstant(RowKind.result, task, count, 0);
    }
    return received > 0;
  }

  #settle(id: number, chunk: number, failed: boolean, value: unknown): void {
    this.#sender.arrived(id, chunk);
    const job = this.#jobs.happensTo(id);
    if (job === undefined) return;
    if (failed) job.rejectChunk(chunk, value);
    else job.resolveChunk(chunk, value);
  }
}
