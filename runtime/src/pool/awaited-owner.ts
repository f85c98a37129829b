/** Whom a pool's worker waits for, in the search for deadlocks. */
import type { Ender } from '../../../protocol/src/deadlock.ts';
import { threadIdentity } from '../process/thread-identity.ts';

/** The pool's owner: who has started this worker. */
export function byOwner(): Ender | undefined {
  const { parent } = threadIdentity();
  return parent === null ? undefined : { type: 'threads', threads: [parent.thread] };
}
