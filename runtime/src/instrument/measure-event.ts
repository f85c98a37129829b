/** What recording one event costs on this machine, now. */
import { ThreadRole, RowKind } from '../../../trace/src/vocabulary.ts';
import { LaneWord, createArena, viewLane } from './arena.ts';
import { seatInArena } from './lane.ts';
import { attachRecorder, clockNs, detachRecorder, recordSlice, recording } from './record.ts';

const ROUNDS = 8;
const EVENTS = 512;

/**
 * ns per slice (two clock reads and the record), the best of a few rounds. Takes about 1 ms. 0 in a thread that records:
 * its ring is not for this.
 */
export function measureEventNs(): number {
  if (recording()) return 0;
  const seat = seatInArena(createArena(), performance.timeOrigin, ThreadRole.main);
  const { control } = viewLane(seat.arena, seat.slot);
  attachRecorder(seat);
  let bestNs = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const startNs = clockNs();
    for (let event = 0; event < EVENTS; event++) recordSlice(RowKind.waitLock, clockNs(), 0, 0, 0);
    bestNs = Math.min(bestNs, (clockNs() - startNs) / EVENTS);
    Atomics.store(control, LaneWord.tail, control[LaneWord.head]!);
  }
  detachRecorder();
  return Math.round(bestNs * 10) / 10;
}
