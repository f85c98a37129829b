/** Names of slices as people read them. */
import { GcKind, RowKind } from '../vocabulary.ts';
import type { SliceTable } from './slice-table.ts';
import type { TraceData } from './trace-data.ts';

const FIXED: Readonly<Record<number, string>> = {
  [RowKind.boot]: 'starting the thread',
  [RowKind.load]: 'loading modules',
  [RowKind.initializer]: 'initializer',
  [RowKind.serialize]: 'copying',
  [RowKind.waitTask]: 'idle: no task',
  [RowKind.awaiting]: 'awaiting',
};

const COLLECTIONS: Readonly<Record<number, string>> = {
  [GcKind.scavenge]: 'garbage collection: scavenge',
  [GcKind.minorMarkSweep]: 'garbage collection: minor mark-sweep',
  [GcKind.markSweep]: 'garbage collection: mark-sweep',
  [GcKind.incremental]: 'garbage collection: incremental marking',
  [GcKind.weakCallbacks]: 'garbage collection: weak callbacks',
};

/** `lock Lock-1`, or what there is to say of an object that was not introduced. */
export function objectName(model: TraceData, object: number, fallback: string): string {
  const name = model.objects.get(object)?.name ?? '';
  return name === '' ? fallback : name;
}

export function threadName(model: TraceData, index: number): string {
  return model.threads.get(index)?.name ?? `thread ${index}`;
}

/** Task: the function's name; wait: what for, in words. */
export function sliceName(model: TraceData, slices: SliceTable, slice: number): string {
  const kind = slices.kind[slice]!;
  const object = slices.object[slice]!;
  const fixed = FIXED[kind];
  if (fixed !== undefined) return fixed;
  switch (kind) {
    case RowKind.task: {
      const label = model.sites.get(slices.site[slice]!)?.label ?? '';
      return label === '' ? 'task' : label;
    }
    case RowKind.gc:
      return COLLECTIONS[slices.value[slice]!] ?? 'garbage collection';
    case RowKind.spawn:
      // Main is started by nobody: a process whose thread is not known yet.
      return `starting ${object === 0 ? 'a process' : threadName(model, object)}`;
    case RowKind.waitLock:
      return `waiting for ${objectName(model, object, 'a lock')}`;
    case RowKind.waitGet:
      return object === 0
        ? 'waiting for the first of several'
        : `waiting to get from ${objectName(model, object, 'a queue')}`;
    case RowKind.waitPut:
      return `waiting to put into ${objectName(model, object, 'a queue')}`;
    case RowKind.waitJoin:
      return `waiting for ${object === 0 ? 'a process' : threadName(model, object - 1)} to end`;
    case RowKind.waitResult:
      return `waiting for results of ${objectName(model, object, 'a pool')}`;
    case RowKind.waitSemaphore:
      return `waiting for ${objectName(model, object, 'a semaphore')}`;
    case RowKind.waitEvent:
      return `waiting for ${objectName(model, object, 'an event')} to be set`;
    case RowKind.waitCondition:
      return `waiting for a notification of ${objectName(model, object, 'a condition')}`;
    case RowKind.waitBarrier:
      return `waiting for the others at ${objectName(model, object, 'a barrier')}`;
    default:
      return 'unknown';
  }
}
