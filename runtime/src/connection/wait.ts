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

function readinessOf(object: unknown, index: number): Readiness {
  if (object instanceof Connection || object instanceof Queue) return object.readiness();
  if (object instanceof SimpleQueue || object instanceof Sentinel) return object.readiness();
  throw new TypeError(
    `wait: object ${index} is no connection, queue or sentinel of a process: ${inspect(object, { depth: 0 })}`,
  );
}
