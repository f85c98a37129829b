/** `wait`: which of several connections, queues and processes is ready first, as `multiprocessing.connection.wait`. */
import { inspect } from 'node:util';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { callSite, recordOpen, recordSlice } from '../instrument/record.ts';
import { Sentinel } from '../process/sentinel.ts';
import { Queue } from '../queues/queue.ts';
import { SimpleQueue } from '../queues/simple-queue.ts';
import { deadlineOf } from '../shared-memory/bell.ts';
import { gather, gatherSync, type Readiness } from '../shared-memory/gathering.ts';
import { Connection } from './connection.ts';

/**
 * What can be waited for: a connection with a message (or nobody left to send one), a queue with a message, the sentinel
 * of a process that has ended.
 */
export type Waitable = Connection | Queue | SimpleQueue | Sentinel;

/** Gives the indexes of the objects that are ready. */
export interface RemoteWaiter {
  readonly wait: (objects: readonly Waitable[], timeoutMs: number | undefined) => Promise<readonly number[]>;
  readonly waitSync: (objects: readonly Waitable[], timeoutMs: number | undefined) => readonly number[];
}

let remote: RemoteWaiter | undefined;

/** In a process of its own: who waits in its place. */
export function setRemoteWaiter(waiter: RemoteWaiter): void {
  remote = waiter;
}

interface Candidate<T> extends Readiness {
  readonly object: T;
}

/**
 * Waits until at least one of the objects is ready and gives all that are, in the order in which they were given; an
 * empty array when `timeoutMs` ran out first (0 only looks; for ever when absent) or nothing is waited for. The thread
 * uses no processor meanwhile. Others may take the message before the caller does.
 * Throws TypeError for what cannot be waited for, ClosedError for what this thread has closed.
 */
export async function waitReady<T extends Waitable>(objects: Iterable<T>, timeoutMs?: number): Promise<T[]> {
  if (remote !== undefined) {
    const all = assertWaitable(objects);
    return (await remote.wait(all, timeoutMs)).map((i) => all[i]!);
  }
  const candidates = candidatesOf(objects);
  if (candidates.length === 0) return [];
  const site = callSite();
  const startNs = recordOpen(RowKind.waitGet, 0, site);
  const ready = await gather(candidates, deadlineOf(timeoutMs));
  recordSlice(RowKind.waitGet, startNs, 0, 0, site);
  return ready.map(({ object }) => object);
}

/** The same, blocking the thread. */
export function waitReadySync<T extends Waitable>(objects: Iterable<T>, timeoutMs?: number): T[] {
  if (remote !== undefined) {
    const all = assertWaitable(objects);
    return remote.waitSync(all, timeoutMs).map((i) => all[i]!);
  }
  const candidates = candidatesOf(objects);
  if (candidates.length === 0) return [];
  const site = callSite();
  const startNs = recordOpen(RowKind.waitGet, 0, site);
  const ready = gatherSync(candidates, deadlineOf(timeoutMs));
  recordSlice(RowKind.waitGet, startNs, 0, 0, site);
  return ready.map(({ object }) => object);
}

function candidatesOf<T extends Waitable>(objects: Iterable<T>): Candidate<T>[] {
  return Array.from(objects, (object, i) => ({ ...readinessOf(object, i), object }));
}

function assertWaitable<T extends Waitable>(objects: Iterable<T>): T[] {
  const all = [...objects];
  for (const [i, object] of all.entries()) if (!isWaitable(object)) throw notWaitable(object, i);
  return all;
}

function isWaitable(object: unknown): object is Waitable {
  return (
    object instanceof Connection ||
    object instanceof Queue ||
    object instanceof SimpleQueue ||
    object instanceof Sentinel
  );
}

function readinessOf(object: unknown, index: number): Readiness {
  if (isWaitable(object)) return object.readiness();
  throw notWaitable(object, index);
}

function notWaitable(object: unknown, index: number): TypeError {
  return new TypeError(
    `wait: object ${index} is no connection, queue or sentinel of a process: ${inspect(object, { depth: 0 })}`,
  );
}
