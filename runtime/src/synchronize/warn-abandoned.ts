/** Says that a lock was got from a dead owner. */
import { writeSync } from 'node:fs';
import type { SharedWords } from '../shared-memory/bell.ts';
import { MUTEX_WORDS } from '../shared-memory/mutex.ts';
import type { ThreadId } from '../shared-memory/run-block.ts';
import { askForThreadName } from '../supervisor/supervisor-client.ts';
import { IDENTITY_WORDS, nameAt } from './identity.ts';
import { placeAt } from './made-at.ts';

/** The lock lies at that word of its memory. Blocks until the supervisor has said who the dead worker was. */
export function warnAbandoned(words: SharedWords, at: number, deadOwner: ThreadId): void {
  const place = at === 0 ? placeAt(words.buffer, IDENTITY_WORDS + MUTEX_WORDS) : '';
  const lock = `${nameAt(words, at)}${place === '' ? '' : `, made at ${place},`}`;
  const worker = askForThreadName(deadOwner) ?? 'a worker';
  sayTakenOver(lock, worker);
}

/** The same of a lock that has no memory here, such as a manager's. */
export function sayTakenOver(lock: string, worker: string): void {
  // Written at once: under a blocked event loop process.emitWarning would come too late.
  writeSync(
    2,
    `parascope: ${lock} was taken over from ${worker}, which ended while it held it; what it protects may be half-changed.\n`,
  );
}
