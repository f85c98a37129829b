/**
 * What a server's own code makes for its clients: `const tasks = new managed.Queue()`, then `register('tasks', () => tasks)`. In the
 * server these are plain objects; whoever has a proxy calls their methods.
 */
export { ManagedArray as Array, ManagedNamespace as Namespace, ManagedValue as Value } from './managed-values.ts';
export { ManagedBarrier as Barrier, ManagedCondition as Condition } from './managed-condition.ts';
export {
  ManagedBoundedSemaphore as BoundedSemaphore,
  ManagedEvent as Event,
  ManagedSemaphore as Semaphore,
} from './managed-semaphores.ts';
export { ManagedDict as Dict } from './managed-dict.ts';
export { ManagedJoinableQueue as JoinableQueue, ManagedQueue as Queue } from './managed-queue.ts';
export { ManagedList as List } from './managed-list.ts';
export { ManagedLock as Lock, ManagedRLock as RLock } from './managed-locks.ts';
