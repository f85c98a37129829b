/** What to do about a deadlock, by what was waited for in it. */
import type { WaitReason } from '../query.ts';

export interface DeadlockWaits {
  /** Of its waits, each once; empty where they were not recorded. */
  readonly reasons: ReadonlySet<WaitReason>;
  /** Who waits for the lock holds it. */
  readonly ownFault: boolean;
  /** The tasks and processes ran one after the other. */
  readonly serial: boolean;
}

export function deadlockRemedy({ reasons, ownFault, serial }: DeadlockWaits): string {
  if (serial) return 'Run it without --serial: there a process or task that waits for a later one can never go on.';
  const [only] = reasons;
  if (reasons.has('lock')) {
    if (ownFault) return 'Release the lock before it is taken again, or use an RLock, which its holder may take again.';
    if (reasons.size === 1) return 'Take locks in the same order everywhere.';
    return 'Release the lock before waiting for those who need it.';
  }
  const isForEnd = reasons.has('join') || reasons.has('result');
  if (reasons.has('put') && isForEnd)
    return 'Take the messages first and wait for the end then: who puts them cannot end before there is room.';
  if (reasons.has('get') && isForEnd)
    return 'Put the message, or one that says that nothing more comes, before waiting for the end of who gets it.';
  if (reasons.size === 1 && only !== undefined) return REMEDIES[only];
  return ANY;
}

const ANY = 'Let no one wait without timeoutMs for what only those who wait themselves can do.';

const REMEDIES: Readonly<Record<WaitReason, string>> = {
  get: 'Let somebody put the message, or wait with timeoutMs where it may not come.',
  put: 'Let somebody take from the queue, or give it room for all that is put (maxsize).',
  lock: 'Take locks in the same order everywhere.',
  join: 'Let nobody wait for the end of who waits for them.',
  result: 'Let no task wait for its own pool: hand the work on from where the result arrives.',
  semaphore: 'Release the semaphore as often as it is acquired, before the next acquire that needs it.',
  event: 'Set the event before waiting for it, or from a thread that does not wait.',
  condition: 'Notify from a thread that does not wait, once the waiting has begun: an earlier notification is lost.',
  barrier: 'Let as many come to the barrier as it was made for.',
  blocked: ANY,
};
