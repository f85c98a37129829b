/** In a process of its own: what it says when its agent asks where its calls wait, and whether anything else can make it run. */
import { ProcessCall } from '../../../protocol/src/process.ts';
import { isLoopIdle } from '../deadlock/own-waits.ts';
import { foreignWorkerCount } from '../instrument/foreign-workers.ts';
import type { Child } from '../process/child-register.ts';
import { encode } from '../shared-memory/codec/codec.ts';
import type { Looked } from './agent-look.ts';
import { tellParent } from './own-parent.ts';

/** A call that lasts. */
export interface AwaitedCall {
  /** `file:line`, once it is known. */
  place?: string;
}

/** Threads of this process: the program knows nothing of them. */
const ownThreads = new Set<Child>();

/** Notes a thread that this process has started, and gives it. */
export function noteOwnThread<Thread extends Child>(thread: Thread): Thread {
  ownThreads.add(thread);
  return thread;
}

function hasOwnThreads(): boolean {
  for (const thread of ownThreads) if (!thread.alive) ownThreads.delete(thread);
  return ownThreads.size > 0 || foreignWorkerCount() > 0;
}

/** Whether nothing in this process runs while it is blocked. */
export function isBlockedIdle(): boolean {
  return !hasOwnThreads();
}

/** Whether nothing but answers of the parent, for which so many handles keep it alive, can make this process run. */
export function isEventLoopIdle(handles: number): boolean {
  return !hasOwnThreads() && isLoopIdle({ holds: 0, handles });
}

/** Answers in that round. */
export function tellLooked(round: number, idle: boolean, calls: ReadonlyMap<number, AwaitedCall>): void {
  const places = Array.from(calls, ([call, { place = '' }]) => [call, place] as const);
  tellParent(ProcessCall.looked, round, encode([idle, places] satisfies Looked, 'call'));
}
