/**
 * ns to record one event: our `recordSlice` beside its floor, which is one clock read and the bare stores of the same
 * record into shared memory, and beside what Node offers. Isolates the recorder; nobody drains meanwhile.
 */
import { RowKind, ThreadRole } from '../trace/src/vocabulary.ts';
import { LaneWord, RING_SLOTS, createArena, viewLane } from '../runtime/src/instrument/arena.ts';
import { seatInArena } from '../runtime/src/instrument/lane.ts';
import {
  attachRecorder,
  detachRecorder,
  recordCount,
  recordFlood,
  recordSlice,
} from '../runtime/src/instrument/record.ts';
import { compare, saveResults } from './harness.ts';

const EVENTS = 1_000_000;
/** Events between two drains, which are not part of the time. */
const BATCH = RING_SLOTS / 2;

const seat = seatInArena(createArena(), performance.timeOrigin, ThreadRole.main);
const { control } = viewLane(seat.arena, seat.slot);

/** ns per call of `events(count)`, with the ring emptied between the batches. */
function nsPerEvent(events: (count: number) => void, on = true): number {
  if (on) attachRecorder(seat);
  let ns = 0;
  for (let done = 0; done < EVENTS; done += BATCH) {
    const startMs = performance.now();
    events(BATCH);
    ns += (performance.now() - startMs) * 1e6;
    Atomics.store(control, LaneWord.tail, control[LaneWord.head]!);
  }
  if (on) detachRecorder();
  return ns / EVENTS;
}

const memory = new SharedArrayBuffer(RING_SLOTS * 32);
const doubles = new Float64Array(memory);
const floats = new Float32Array(memory);
const words = new Uint32Array(memory);
const head = new Int32Array(new SharedArrayBuffer(64));

function floor(count: number): void {
  for (let i = 0; i < count; i++) {
    const slot = i & (RING_SLOTS - 1);
    const now = performance.now() * 1e6;
    doubles[slot * 4] = i;
    doubles[slot * 4 + 1] = now - i;
    floats[slot * 8 + 4] = 0;
    words[slot * 8 + 5] = i;
    words[slot * 8 + 6] = 3;
    words[slot * 8 + 7] = RowKind.waitLock;
    Atomics.store(head, 0, i);
  }
}

const result = await compare(
  {
    title: 'recording one event',
    unit: 'ns',
    base: 'floor: one clock read and the stores',
    targets: { 'parascope recordSlice': { atMost: 1.3 } },
  },
  {
    'floor: one clock read and the stores': () => nsPerEvent(floor, false),
    'clock read alone': () =>
      nsPerEvent((count) => {
        for (let i = 0; i < count; i++) doubles[i & 1023] = performance.now();
      }, false),
    'parascope recordSlice': () =>
      nsPerEvent((count) => {
        for (let i = 0; i < count; i++) recordSlice(RowKind.waitLock, i, i, 0, 3);
      }),
    'parascope recordFlood, counted': () =>
      nsPerEvent((count) => {
        for (let i = 0; i < count; i++) recordFlood(RowKind.acquire, performance.now() * 1e6, 7, 0, 3);
      }),
    'parascope recordCount': () =>
      nsPerEvent((count) => {
        for (let i = 0; i < count; i++) recordCount(RowKind.acquire, 7, 3);
      }),
    'parascope recordSlice, off': () =>
      nsPerEvent((count) => {
        for (let i = 0; i < count; i++) recordSlice(RowKind.waitLock, i, i, 0, 3);
      }, false),
    'performance.mark': () =>
      nsPerEvent((count) => {
        for (let i = 0; i < count; i += 16) performance.mark('event');
        performance.clearMarks();
      }, false) * 16,
  },
);
saveResults('record-event', [result]);
