/** A thread's sample of itself, for the time in which nobody else looks. Linux. */
import { RowKind, SleepPlace, sampleObject } from '../../../trace/src/vocabulary.ts';
import { LifeTime, lifeOf, viewLane } from './arena.ts';
import { openProcFile, parseLastCore, parseSchedStat } from './proc-files.ts';
import { clockNs, recordRow, type RecorderSeat } from './record.ts';

/** Records what the calling thread has used since its last own sample, or since `startNs`. */
export function sampleOwnThread(seat: RecorderSeat, startNs: number): void {
  using schedStat = openProcFile('/proc/thread-self/schedstat');
  using stat = openProcFile('/proc/thread-self/stat');
  const used = parseSchedStat(schedStat?.read() ?? '');
  if (!used || seat.slot < 0) return;
  const nowNs = clockNs();
  const life = lifeOf(viewLane(seat.arena, seat.slot).control);
  recordRow({
    kind: RowKind.sample,
    timeNs: nowNs,
    durationNs: used.runNs - life[LifeTime.run]!,
    value: used.runQueueNs - life[LifeTime.runQueue]!,
    object: sampleObject(parseLastCore(stat?.read() ?? '') ?? -1, SleepPlace.awake),
    site: (nowNs - Math.max(startNs, life[LifeTime.sampledAt]!)) / 1000,
  });
  life[LifeTime.sampledAt] = nowNs;
  life[LifeTime.run] = used.runNs;
  life[LifeTime.runQueue] = used.runQueueNs;
}
