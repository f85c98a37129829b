/** In a process of its own: what starts its children. */
import type { Child } from '../process/child-register.ts';
import { WorkerHandle, type WorkerSpec } from '../process/worker-handle.ts';
import { threadsRefusal } from '../shared-memory/shared-registry.ts';
import { giveNumbersToThreads } from './given-numbers.ts';
import { NestedProcess } from './nested-process.ts';
import { noteOwnThread } from './own-look.ts';

/** A process: the program's broker starts it. Throws as `NestedProcess` does. */
export function startNestedProcess(spec: WorkerSpec): Child {
  return new NestedProcess(spec);
}

/** A thread: what such threads share they make themselves. Throws for arguments with shared objects in them. */
export function startOwnThread(spec: WorkerSpec): Child {
  if (spec.job.type === 'process' && spec.job.call.memories.size > 0) throw threadsRefusal();
  giveNumbersToThreads();
  return noteOwnThread(new WorkerHandle(spec));
}
