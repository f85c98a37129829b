/**
 * In a process of its own: what it knows of the locks that it holds. So it gives them back without an answer, and reads the number
 * or array that a lock belongs to where it is: from the second time on it comes with the lock, and nobody else may write it until the lock is
 * given back.
 */
import { SharedArray } from '../sharedctypes/shared-array.ts';
import { Value } from '../sharedctypes/value.ts';
import type { Condition } from '../synchronize/condition.ts';
import { Lock } from '../synchronize/lock.ts';
import { RLock } from '../synchronize/rlock.ts';
import { CallEffect } from './call-effect.ts';
import { recordAct } from './call-record.ts';
import { packCall, postAct } from './own-calls.ts';
import { bytesOfNumber } from './remote-table.ts';
import type { GuardFields } from './remote-values.ts';

type AnyLock = Lock | RLock;
/** A number, or several, with a lock of its own. */
type Guarded = Value | SharedArray;

interface Hold {
  /** The acquisitions by which this process holds the lock, the newest last. */
  readonly turns: number[];
  /** What was read while the lock was held: it comes with the lock from then on. */
  guarded: Guarded | undefined;
  /** Whether what is here of it is what it is. */
  isFresh: boolean;
  /** Within a wait of a condition, which gives the lock back meanwhile. */
  waits: number;
}

const holds = new WeakMap<AnyLock, Hold>();

/** The head of a call that takes the lock. */
export function packAcquire(lock: AnyLock, args: readonly unknown[]): Uint8Array {
  return packCall(holds.get(lock)?.guarded ?? lock, 'acquire', args);
}

/** It was taken. */
export function noteAcquired(lock: AnyLock, { turn, guarded }: GuardFields): void {
  let hold = holds.get(lock);
  if (hold === undefined) holds.set(lock, (hold = { turns: [], guarded: undefined, isFresh: false, waits: 0 }));
  // A plain lock is held once, whoever gave it back before.
  if (lock instanceof Lock) hold.turns.length = 0;
  const isFirst = hold.turns.push(turn) === 1;
  if (!isFirst || guarded === undefined || hold.guarded === undefined) return;
  bytesOfNumber(hold.guarded)!.set(guarded);
  hold.isFresh = true;
}

/** Gives an acquisition back, `turn` or else the newest, where nothing can be wrong with that; false: it has to be asked. */
export function tryRelease(lock: AnyLock, turn: number | undefined): boolean {
  const hold = holds.get(lock);
  if (hold === undefined || hold.waits > 0) return false;
  const { turns } = hold;
  // Anybody may have given back a plain lock meanwhile: `release` would say so.
  if (turn === undefined && (lock instanceof Lock || turns.length === 0)) return false;
  const index = turn === undefined ? turns.length - 1 : turns.lastIndexOf(turn);
  if (index < 0) return true;
  const isNewest = index === turns.length - 1;
  turns.splice(index, 1);
  const end = recordAct(lock);
  if (lock instanceof RLock && isNewest) postAct(lock, 'release', []);
  else postAct(lock, 'releaseTurn', [turn]);
  if (turns.length > 0) return true;
  hold.isFresh = false;
  end(CallEffect.some);
  return true;
}

/** It was given back by asking. */
export function noteReleased(lock: AnyLock, turn: number | undefined): void {
  const hold = holds.get(lock);
  if (hold === undefined) return;
  const { turns } = hold;
  const index = turn === undefined ? turns.length - 1 : turns.lastIndexOf(turn);
  if (index >= 0) turns.splice(index, 1);
  if (turns.length === 0) hold.isFresh = false;
}

/** A number is written here. While its lock is on its way what comes along is older: then it is asked for. */
export function noteWrite(object: object): void {
  const hold = holdOf(object);
  if (hold?.turns.length === 0) hold.guarded = undefined;
}

/** A wait of the condition begins; who calls what this gives says that it has ended, and the lock is held again. */
export function noteConditionWait(condition: Condition): () => void {
  const hold = holds.get(condition.fields()[1]);
  if (hold === undefined) return () => undefined;
  hold.waits++;
  hold.isFresh = false;
  return () => {
    hold.waits--;
  };
}

/** Whether a number is here as it is: this process holds its own lock. */
export function isFresh(object: object): boolean {
  const hold = holdOf(object);
  if (hold === undefined || hold.turns.length === 0) return false;
  if (bytesOfNumber(object) !== undefined) hold.guarded ??= object as Guarded;
  return hold.isFresh && hold.guarded === object;
}

/** Of a number with a lock of its own. */
function holdOf(object: object): Hold | undefined {
  const hasOwnLock = (object instanceof Value || object instanceof SharedArray) && object.lockField === true;
  return hasOwnLock ? holds.get(object.getLock()) : undefined;
}
