/** Calls that the end of their thread cuts off, told once: somebody forgot to await them. */
import { writeAll } from '../output/direct-output.ts';
import type { Job } from './pool-job.ts';
import { callOf } from './terminated-call.ts';

/** So many are named. */
const MOST_NAMED = 3;

const jobs = new Set<Job>();
let watching = false;

/** The job is under way from now on. */
export function beginOutstanding(job: Job): void {
  jobs.add(job);
  if (watching) return;
  watching = true;
  process.on('exit', tell);
}

/** It is over. */
export function endOutstanding(job: Job): void {
  jobs.delete(job);
}

/** Who ends with an error has something else to read first. */
function tell(code: number): void {
  const cutOff = [...jobs].filter(({ settled }) => !settled);
  if (code !== 0 || cutOff.length === 0) return;
  const named = cutOff.slice(0, MOST_NAMED).map(callOf).join(', ');
  const more = cutOff.length > MOST_NAMED ? ` and ${cutOff.length - MOST_NAMED} more` : '';
  writeAll(
    2,
    `parascope: the program ended with calls outstanding: ${named}${more}. Await them, or close() and join() the pool; ` +
      'a stream that is left early is ended by return().\n',
    'utf8',
  );
}
