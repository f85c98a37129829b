/** The error of a call that was under way when its pool was terminated. */
import path from 'node:path';
import { PoolTerminatedError } from '../errors.ts';
import { placeInStack } from '../instrument/call-site.ts';
import { framesOf } from '../process/caller-stack.ts';
import { replaceStack } from '../process/own-frames.ts';
import type { Job } from './pool-job.ts';

/**
 * Names the call and its line. Its stack is the call's: the line that terminates a pool, often the end of a block, is
 * innocent. `job` is undefined where a call comes too late.
 */
export function terminatedCall(job?: Job): PoolTerminatedError {
  if (job === undefined) return new PoolTerminatedError('the pool was terminated before this was done');
  const frames = framesOf(job.origin.caller);
  const error = new PoolTerminatedError(`${callOf(job)} was outstanding when the pool was terminated: await it`);
  if (frames.length > 0) replaceStack(error, `${error.name}: ${error.message}\n${frames.join('\n')}`);
  return error;
}

/** The call in words, with its line where that is known: `map(square, …) of work.ts:12`. */
export function callOf({ name, origin: { call, caller } }: Job): string {
  const place = placeInStack(framesOf(caller).join('\n'));
  const where = place === undefined ? '' : ` of ${path.basename(place).replace(/:\d+$/, '')}`;
  return `${call}(${name}, …)${where}`;
}
