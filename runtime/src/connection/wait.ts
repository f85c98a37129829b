/** `wait`: which of several connections, queues and processes is ready first, as `multiprocessing.connection.wait`. */
import { inspect } from 'node:util';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { StartMethodError } from '../errors.ts';
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
  /** Whether this thread can wait for it itself. */
  readonly isLocal: (object: Waitable) => boolean;
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
 * uses no processor meanwhile. Others may take the message before the caller does. Rejects on abort.
 * Throws TypeError for what cannot be waited for, ClosedError for what this thread has closed.
 */
export async function waitReady<T extends Waitable>(
  objects: Iterable<T>,
  timeoutMs?: number,
  signal?: AbortSignal,
): Promise<T[]> {
  const all = [...objects];
  const elsewhere = remoteFor(all);
  if (elsewhere !== undefined) return (await elsewhere.wait(all, timeoutMs)).map((i) => all[i]!);
  const candidates = candidatesOf(all);
  if (candidates.length === 0) return [];
  const site = callSite();
  const startNs = recordOpen(RowKind.waitGet, 0, site);
  const ready = await gather(candidates, deadlineOf(timeoutMs), signal);
  recordSlice(RowKind.waitGet, startNs, 0, 0, site);
  return ready.map(({ object }) => object);
}

/** The same, blocking the thread. */
export function waitReadySync<T extends Waitable>(objects: Iterable<T>, timeoutMs?: number): T[] {
  const all = [...objects];
  const elsewhere = remoteFor(all);
  if (elsewhere !== undefined) return elsewhere.waitSync(all, timeoutMs).map((i) => all[i]!);
  const candidates = candidatesOf(all);
  if (candidates.length === 0) return [];
  const site = callSite();
  const startNs = recordOpen(RowKind.waitGet, 0, site);
  const ready = gatherSync(candidates, deadlineOf(timeoutMs));
  recordSlice(RowKind.waitGet, startNs, 0, 0, site);
  return ready.map(({ object }) => object);
}

/** Who waits for them in the place of this thread; undefined where it does so itself. Throws TypeError for what cannot be waited for. */
function remoteFor(objects: readonly Waitable[]): RemoteWaiter | undefined {
  if (remote === undefined) return undefined;
  for (const [i, object] of objects.entries()) if (!isWaitable(object)) throw notWaitable(object, i);
  const { isLocal } = remote;
  const local = objects.findIndex((object) => isLocal(object));
  if (objects.every((object) => isLocal(object))) return undefined;
  if (local < 0) return remote;
  throw new StartMethodError(
    `wait: object ${local} is a connection to another program, which a process that was started by the start method ` +
      "'process' cannot wait for together with pipes, queues and sentinels of its program: wait for each by its own",
  );
}

function candidatesOf<T extends Waitable>(objects: readonly T[]): Candidate<T>[] {
  return objects.map((object, i) => ({ ...readinessOf(object, i), object }));
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
