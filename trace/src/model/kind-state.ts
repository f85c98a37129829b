/** What each kind of slice means for the thread: its state, and the reason of a wait. */
import { THREAD_STATES, WAIT_REASONS, type ThreadState, type WaitReason } from '../query.ts';
import { GcKind, ObjectType, RowKind } from '../vocabulary.ts';

const STATES: Readonly<Record<number, ThreadState>> = {
  [RowKind.spawn]: 'starting',
  [RowKind.boot]: 'starting',
  [RowKind.load]: 'starting',
  [RowKind.initializer]: 'starting',
  [RowKind.task]: 'running',
  [RowKind.serialize]: 'serializing',
  [RowKind.gc]: 'gc',
  [RowKind.waitLock]: 'waiting',
  [RowKind.waitGet]: 'waiting',
  [RowKind.waitPut]: 'waiting',
  [RowKind.waitJoin]: 'waiting',
  [RowKind.waitResult]: 'waiting',
  [RowKind.waitSemaphore]: 'waiting',
  [RowKind.waitEvent]: 'waiting',
  [RowKind.waitCondition]: 'waiting',
  [RowKind.waitBarrier]: 'waiting',
  [RowKind.waitTask]: 'idle',
  [RowKind.awaiting]: 'awaiting',
};

const REASONS: Readonly<Record<number, WaitReason>> = {
  [RowKind.waitLock]: 'lock',
  [RowKind.waitGet]: 'get',
  [RowKind.waitPut]: 'put',
  [RowKind.waitJoin]: 'join',
  [RowKind.waitResult]: 'result',
  [RowKind.waitSemaphore]: 'semaphore',
  [RowKind.waitEvent]: 'event',
  [RowKind.waitCondition]: 'condition',
  [RowKind.waitBarrier]: 'barrier',
};

/** Index into `THREAD_STATES`. */
export function stateIndex(state: ThreadState): number {
  return THREAD_STATES.indexOf(state);
}

const NOT_A_STATE = 255;
const STATE_OF_KIND = new Uint8Array(256).fill(NOT_A_STATE);
for (const [kind, state] of Object.entries(STATES)) STATE_OF_KIND[Number(kind)] = stateIndex(state);

const IS_WAIT = Uint8Array.from({ length: 256 }, (_, kind) => (REASONS[kind] === undefined ? 0 : 1));

/** Whether a kind of row is a slice in the life of its thread (`hold` is not: it lies across them). */
export function isThreadSlice(kind: number): boolean {
  return STATE_OF_KIND[kind] !== NOT_A_STATE;
}

/** Index into `THREAD_STATES` of a thread inside a slice of this kind. */
export function stateOfKind(kind: number): number {
  return STATE_OF_KIND[kind] ?? NOT_A_STATE;
}

/** As `waitReasonOf(kind) !== undefined`, for those who ask of each row. */
export function isWait(kind: number): boolean {
  return IS_WAIT[kind] === 1;
}

export function waitReasonOf(kind: number): WaitReason | undefined {
  return REASONS[kind];
}

const GC_KINDS: readonly number[] = Object.values(GcKind);

/** A `GcKind`, or 0 for any other number: columns of a trace may hold anything. */
export function collectionKind(value: number): number {
  return GC_KINDS.includes(value) ? value : 0;
}

/** Index into `WAIT_REASONS` + 1; 0 for slices that are no waits. */
export function reasonIndex(kind: number): number {
  const reason = REASONS[kind];
  return reason === undefined ? 0 : WAIT_REASONS.indexOf(reason) + 1;
}

/** What counted waits for an object of a type were. Those of a worker for its pool are idle time. */
const COUNTED_WAITS: ReadonlyMap<number | undefined, RowKind> = new Map<number, RowKind>([
  [ObjectType.pool, RowKind.waitResult],
  [ObjectType.queue, RowKind.waitGet],
  [ObjectType.pipe, RowKind.waitGet],
  [ObjectType.semaphore, RowKind.waitSemaphore],
  [ObjectType.event, RowKind.waitEvent],
  [ObjectType.condition, RowKind.waitCondition],
  [ObjectType.barrier, RowKind.waitBarrier],
]);

/** The kind of row that a counted wait stands for; `type`: `ObjectType` of what was waited for. */
export function countedWaitKind(type: number | undefined): RowKind {
  return COUNTED_WAITS.get(type) ?? RowKind.waitLock;
}
