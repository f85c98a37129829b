/** The lock of a shared value or array: its own, another one, or none. */
import { Lock } from '../synchronize/lock.ts';
import { RLock, rlockAt } from '../synchronize/rlock.ts';

/** Which lock belongs to a shared number or array. */
export interface LockOption {
  /** Default true: an RLock of its own, as in Python. A Lock or RLock: that one. False: none, `getLock` throws. */
  readonly lock?: boolean | Lock | RLock | undefined;
}

/** The lock as it travels: true for its own. */
export type LockField = boolean | Lock | RLock;

/** The option as it travels. Throws TypeError for what is no lock. */
export function lockField(options: LockOption): LockField {
  if (options instanceof Lock || options instanceof RLock) {
    throw new TypeError('expected an object with options, found a lock: write { lock }');
  }
  const { lock = true } = options;
  if (typeof lock === 'boolean' || lock instanceof Lock || lock instanceof RLock) return lock;
  throw new TypeError(`lock: expected true, false, a Lock or an RLock, found a ${typeof lock}`);
}

/** Whether it came out of `lockField`. */
export function isLockField(field: unknown): field is LockField {
  return typeof field === 'boolean' || field instanceof Lock || field instanceof RLock;
}

/** The lock that the field stands for; the own one lies at that word. Throws TypeError where there is none. */
export function lockOf(field: LockField, memory: SharedArrayBuffer, at: number): Lock | RLock {
  if (field === true) return rlockAt(memory, at);
  if (field !== false) return field;
  throw new TypeError('it has no lock: it was made with lock: false');
}
