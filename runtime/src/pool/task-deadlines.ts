/** Tasks that run longer than they may, as the pool's owner sees them. */
import { TimeoutError } from '../errors.ts';
import { monotonicMs } from '../shared-memory/clock.ts';
import type { CrewMember } from './pool-crew.ts';
import type { Job } from './pool-job.ts';
import { RingWord } from './slot-ring.ts';

/** A process that computes would never come to its handler of SIGTERM, if it has one. */
const SIGKILL = 9;

/** The job with that id, where it has not settled. */
type JobOf = (id: number) => Job | undefined;

/** When the first of the tasks that run now reaches its limit; Infinity where none has one. */
export function nextDeadlineMs(members: Iterable<CrewMember>): number {
  let first = Infinity;
  for (const { clock } of members) first = Math.min(first, clock.deadlineMs());
  return first;
}

/** Ends the workers whose tasks have reached their limits; the tasks reject. True if there was one. */
export function endLateTasks(members: Iterable<CrewMember>, jobOf: JobOf): boolean {
  const nowMs = monotonicMs();
  let any = false;
  for (const member of members) {
    if (!member.clock.condemn(nowMs)) continue;
    any = true;
    member.condemned = true;
    rejectLate(member, jobOf);
    member.handle.stop(SIGKILL);
  }
  return any;
}

function rejectLate({ handle, results }: CrewMember, jobOf: JobOf): void {
  const { words } = results.views;
  const job = jobOf(words[RingWord.job]!);
  if (job === undefined) return;
  const chunk = words[RingWord.chunk]!;
  const { index, text } = job.place(chunk, words[RingWord.item]!);
  const which = index === undefined ? '' : `, item ${index},`;
  job.rejectChunk(
    chunk,
    new TimeoutError(
      `${text}${which} ran longer than taskTimeoutMs: ${job.limitMs}; ` + `its worker ${handle.name} was ended`,
    ),
  );
}
