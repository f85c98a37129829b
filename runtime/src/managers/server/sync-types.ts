/** The types that a `SyncManager` has, by Python's names. */
import { BaseProxy } from '../base-proxy.ts';
import { ManagedDict } from './managed-dict.ts';
import { ManagedList } from './managed-list.ts';
import { ManagedBarrier, ManagedCondition } from './managed-condition.ts';
import { ManagedLock, ManagedRLock } from './managed-locks.ts';
import { ManagedJoinableQueue, ManagedQueue } from './managed-queue.ts';
import { ManagedBoundedSemaphore, ManagedEvent, ManagedSemaphore } from './managed-semaphores.ts';
import { ManagedArray, ManagedNamespace, ManagedValue } from './managed-values.ts';
import { referentOf } from './own-caller.ts';
import type { Callable, Registration } from './registry.ts';

const LOCK = ['acquire', 'release', 'releaseTurn'];
const SEMAPHORE = [...LOCK, 'getValue'];
const QUEUE = ['put', 'get', 'putNowait', 'getNowait', 'qsize', 'empty', 'full'];

interface SyncType {
  readonly type: Callable & { readonly prototype: object };
  /** What is called from outside, where it is less than all methods. */
  readonly exposed?: readonly string[];
  /** What makes it for a client, where that is not the class itself. */
  readonly create?: Callable;
}

/** Subclasses before what they extend. */
const TYPES: ReadonlyMap<string, SyncType> = new Map<string, SyncType>([
  ['list', { type: ManagedList }],
  ['dict', { type: ManagedDict }],
  ['Namespace', { type: ManagedNamespace }],
  ['Value', { type: ManagedValue }],
  ['Array', { type: ManagedArray }],
  ['JoinableQueue', { type: ManagedJoinableQueue, exposed: [...QUEUE, 'taskDone', 'join'] }],
  ['Queue', { type: ManagedQueue, exposed: QUEUE }],
  ['RLock', { type: ManagedRLock, exposed: LOCK }],
  ['Lock', { type: ManagedLock, exposed: LOCK }],
  ['BoundedSemaphore', { type: ManagedBoundedSemaphore, exposed: SEMAPHORE }],
  ['Semaphore', { type: ManagedSemaphore, exposed: SEMAPHORE }],
  ['Event', { type: ManagedEvent }],
  ['Condition', { type: ManagedCondition, exposed: [...LOCK, 'wait', 'notify', 'notifyAll'], create: createCondition }],
  ['Barrier', { type: ManagedBarrier }],
]);

/** A condition takes the lock itself, not what stands for it. */
function createCondition(lock?: unknown): ManagedCondition {
  return new ManagedCondition(lock instanceof BaseProxy ? referentOf(lock) : lock);
}

/** Which of these types an object of the server is of; undefined where it is one of the user's. */
export function syncTypeOf(
  object: object,
): { readonly typeid: string; readonly exposed?: readonly string[] } | undefined {
  for (const [typeid, { type, exposed }] of TYPES) {
    if (Object.prototype.isPrototypeOf.call(type.prototype, object)) return { typeid, ...(exposed && { exposed }) };
  }
  return undefined;
}

/** What makes them, by their names. */
export const SYNC_TYPES: ReadonlyMap<string, Registration> = new Map(
  Array.from(TYPES, ([typeid, { type, create = type }]) => [typeid, { callable: create, options: {} }]),
);
