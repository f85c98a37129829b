/**
 * Garbage collections and heap of the calling thread, as the thread itself is told of them. V8 hands each collection on
 * when the event loop turns, with the time at which it was: what a thread that never yields has collected is told when it
 * does, and never of one that is ended before.
 */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { currentSeat, recordRow, recording } from './record.ts';
import { ownHandler, programListensTo } from './signal-handlers.ts';

/** Asking for the heap's size costs tens of us: at most so often. */
const MEMORY_EVERY_MS = 50;
/** Of the collections that are told at once, so many have rows; the rest are counted, lest they fill the ring. */
const MOST_ROWS = 2_000;
const KIB = 1024;

/** Of a `PerformanceEntry` of type gc; Node's types know `detail` as anything. */
interface Collection {
  readonly startTime: number;
  readonly duration: number;
  readonly detail?: unknown;
}

let notedMs = -Infinity;

/** Begins to record the collections of this thread, and its memory as it is. Costs 0.3 ms; nothing while off. */
export function watchHeap(): void {
  const seat = currentSeat();
  if (!seat) return;
  const { PerformanceObserver } = process.getBuiltinModule('node:perf_hooks');
  const offsetMs = performance.timeOrigin - seat.originMs;
  const observer = new PerformanceObserver((list) => {
    recordCollections(list.getEntries(), offsetMs);
    noteMemory();
  });
  observer.observe({ entryTypes: ['gc'] });
  noteMemory();
}

/**
 * In the main thread: a script that never awaits anything ends before its event loop has turned once. It is given a turn,
 * in which it is told of its collections, unless it would notice: its own `beforeExit` handlers run once more then.
 */
export function turnBeforeExit(): void {
  const turn = ownHandler(() => {
    process.off('beforeExit', turn);
    if (!programListensTo('beforeExit')) setImmediate(() => undefined);
  });
  process.on('beforeExit', turn);
}

/** Records what memory this thread has, unless it just did; nothing while off. */
export function noteMemory(): void {
  if (!recording()) return;
  const nowMs = performance.now();
  if (nowMs - notedMs >= MEMORY_EVERY_MS) recordMemory(nowMs);
}

/** The same at the end of the thread, however short ago the last time was. */
export function noteLastMemory(): void {
  if (recording()) recordMemory(performance.now());
}

function recordMemory(nowMs: number): void {
  notedMs = nowMs;
  const { heapUsed, heapTotal, external } = process.memoryUsage();
  recordRow({ kind: RowKind.memory, durationNs: heapUsed, value: heapTotal, site: Math.round(external / KIB) });
}

function recordCollections(collections: readonly Collection[], offsetMs: number): void {
  const counted = new Map<number, { count: number; ms: number }>();
  collections.forEach((collection, index) => {
    const { startTime, duration } = collection;
    const value = kindOf(collection);
    if (index < MOST_ROWS) {
      recordRow({ kind: RowKind.gc, timeNs: (startTime + offsetMs) * 1e6, durationNs: duration * 1e6, value });
      return;
    }
    const sum = counted.get(value) ?? { count: 0, ms: 0 };
    counted.set(value, { count: sum.count + 1, ms: sum.ms + duration });
  });
  for (const [kind, { count, ms }] of counted)
    recordRow({ kind: RowKind.countedGc, object: kind, value: count, durationNs: ms * 1e6 });
}

/** V8's number of the kind; 0 = not told. */
function kindOf({ detail }: Collection): number {
  const kind = typeof detail === 'object' && detail !== null && 'kind' in detail ? detail.kind : 0;
  return typeof kind === 'number' ? kind : 0;
}
