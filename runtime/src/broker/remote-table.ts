/**
 * What a process does not do itself: the calls of shared objects that its broker does for it, under the process's own thread
 * id. One table for both sides.
 */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { Connection } from '../connection/connection.ts';
import { isOwnNetworkEnd } from '../connection/pipe.ts';
import { Queue } from '../queues/queue.ts';
import { JoinableQueue } from '../queues/joinable-queue.ts';
import { SimpleQueue } from '../queues/simple-queue.ts';
import { ShareableList } from '../named-memory/shareable-list.ts';
import { RawArray } from '../sharedctypes/raw-array.ts';
import { RawValue } from '../sharedctypes/raw-value.ts';
import { bytesPerItem } from '../sharedctypes/type-codes.ts';
import { announcedId } from '../shared-memory/shared-registry.ts';
import { Barrier } from '../synchronize/barrier.ts';
import { Condition } from '../synchronize/condition.ts';
import { Event } from '../synchronize/event.ts';
import { Lock } from '../synchronize/lock.ts';
import { RLock } from '../synchronize/rlock.ts';
import { Semaphore } from '../synchronize/semaphore.ts';
import { SEEN_BYTES } from './remote-values.ts';

/** A call that waits: `name` gives a promise, `nameSync` blocks. */
export interface RemoteWait {
  readonly name: string;
  /** Which argument has `timeoutMs` and `signal`. */
  readonly options: number;
  /** The first argument, or the result, is a message: bytes of the codec, which the broker does not look into. */
  readonly message?: 'taken' | 'given';
  /** What the wait is in the trace. */
  readonly row: RowKind;
  /** False where there is no `nameSync`: it does not wait. */
  readonly sync?: false;
}

/** Calls of numbers in memory, accessors among them. */
export interface NumberCalls {
  readonly reads: readonly string[];
  /** What they take is checked by the same call on the process's own memory: it cannot fail elsewhere. */
  readonly writes: readonly string[];
}

/** The calls of one class. */
export interface RemoteClass {
  readonly type: abstract new (...args: never) => object;
  readonly waits: readonly RemoteWait[];
  /** Calls that are done at once. */
  readonly acts: readonly string[];
  /** Accessors that read, and maybe write. */
  readonly fields: readonly string[];
  /** Of numbers in memory: which of these calls and accessors only read them, and which only write. */
  readonly numbers?: NumberCalls;
  /** Whether an object is an ordinary one of the process itself, of which its program does not know; undefined: none is. */
  readonly isLocal?: (object: never) => boolean;
}

const acquire = { name: 'acquire', options: 0, row: RowKind.waitLock } as const;
const LOCK_ACTS = ['release', 'releaseTurn'] as const;

export const REMOTE_CLASSES: readonly RemoteClass[] = [
  { type: Lock, waits: [acquire], acts: LOCK_ACTS, fields: ['holder'] },
  { type: RLock, waits: [acquire], acts: LOCK_ACTS, fields: ['holder'] },
  { type: Semaphore, waits: [acquire], acts: ['release', 'getValue'], fields: [] },
  {
    type: Event,
    waits: [{ name: 'wait', options: 0, row: RowKind.waitEvent }],
    acts: ['isSet', 'set', 'clear'],
    fields: [],
  },
  {
    type: Condition,
    waits: [{ name: 'wait', options: 0, row: RowKind.waitCondition }],
    acts: ['notify', 'notifyAll'],
    fields: [],
  },
  {
    type: Barrier,
    // The action is called where it is waited: only the waiting is done elsewhere.
    waits: [{ name: 'arrive', options: 0, row: RowKind.waitBarrier }],
    acts: ['reset', 'abort', 'pass', 'breakBy'],
    fields: ['parties', 'nWaiting', 'broken'],
  },
  {
    type: Queue,
    waits: [
      { name: 'put', options: 1, message: 'taken', row: RowKind.waitPut },
      { name: 'get', options: 0, message: 'given', row: RowKind.waitGet },
      { name: 'putNowait', options: 1, message: 'taken', row: RowKind.waitPut, sync: false },
      { name: 'getNowait', options: 0, message: 'given', row: RowKind.waitGet, sync: false },
    ],
    acts: ['qsize', 'empty', 'full', 'close'],
    fields: [],
  },
  {
    type: JoinableQueue,
    waits: [{ name: 'join', options: 0, row: RowKind.waitGet }],
    acts: ['taskDone'],
    fields: [],
  },
  {
    type: SimpleQueue,
    waits: [
      { name: 'put', options: 1, message: 'taken', row: RowKind.waitPut },
      { name: 'get', options: 0, message: 'given', row: RowKind.waitGet },
    ],
    acts: ['empty', 'close'],
    fields: [],
  },
  {
    type: Connection,
    waits: [
      { name: 'send', options: 1, message: 'taken', row: RowKind.waitPut },
      { name: 'recv', options: 0, message: 'given', row: RowKind.waitGet },
      { name: 'poll', options: 0, row: RowKind.waitGet },
    ],
    acts: ['hold', 'arrive', 'leave', 'close'],
    fields: [],
    // Those of its own Clients and Listeners.
    isLocal: isOwnNetworkEnd,
  },
  // Until it is handed to somebody.
  {
    type: RawValue,
    waits: [],
    acts: [],
    fields: ['value'],
    numbers: { reads: ['value'], writes: ['value'] },
    isLocal: ({ memory }: RawValue) => isUnannounced(memory),
  },
  {
    type: RawArray,
    waits: [],
    acts: ['get', 'set', 'at', 'slice', 'fill'],
    fields: ['raw', 'value'],
    numbers: { reads: ['get', 'at', 'slice', 'raw', 'value'], writes: ['set', 'fill', 'raw', 'value'] },
    isLocal: (array: RawArray) => isUnannounced(array.place().memory),
  },
  // Its length is settled: what a process has of the memory says it.
  { type: ShareableList, waits: [], acts: ['get', 'set', 'at', 'count', 'index'], fields: ['format'] },
];

function isUnannounced(memory: SharedArrayBuffer): boolean {
  return announcedId(memory) === undefined;
}

/** Where a number or an array lies in its memory; undefined where a process has not all of it. */
export function bytesOfNumber(object: object): Uint8Array | undefined {
  if (object instanceof RawValue) return new Uint8Array(object.memory, 0, 8);
  if (!(object instanceof RawArray)) return undefined;
  const { memory, offsetBytes, length } = object.place();
  return memory.byteLength > SEEN_BYTES
    ? undefined
    : new Uint8Array(memory, offsetBytes, length * bytesPerItem((object as RawArray).code));
}

/** Names by which accessors are called. */
export const readerOf = (field: string): string => `get ${field}`;
export const writerOf = (field: string): string => `set ${field}`;

/** The waits of an object, those of its class's base classes among them. */
export function remoteWaitOf(object: object, name: string): RemoteWait | undefined {
  for (const { type, waits } of REMOTE_CLASSES) {
    const wait = object instanceof type ? waits.find((each) => each.name === name) : undefined;
    if (wait !== undefined) return wait;
  }
  return undefined;
}

/** Whether that is a call, or an accessor, that is done at once. */
export function isRemoteAct(object: object, name: string): boolean {
  return REMOTE_CLASSES.some(
    ({ type, acts, fields }) =>
      object instanceof type &&
      (acts.includes(name) || fields.some((field) => name === readerOf(field) || name === writerOf(field))),
  );
}
