/**
 * Notes of the CPU time that a thread has used at a moment that matters: when it begins its work, when it ends, when its
 * parent terminates it. They lie in its lane until the collector comes by, so that a short life, or one that the
 * collector could not watch for want of a core, is known by its parts all the same. Linux.
 */
import { SleepPlace, sampleObject } from '../../../trace/src/vocabulary.ts';
import { LaneWord, LifeTime, NOTES, NOTE_ELEMENTS, Note, lifeOf, notesOf, viewLane } from './arena.ts';
import { openProcFile, parseLastCore, parseSchedStat } from './proc-files.ts';
import { clockNs, currentSeat, type RecorderSeat } from './record.ts';
import { parseSleepPlace } from './sleep-place.ts';

/** Notes what the calling thread has used. Costs about 50 us; nothing while off. */
export function noteOwnTime(): void {
  const seat = currentSeat();
  if (seat) note(seat, '/proc/thread-self', SleepPlace.awake);
}

/** In the parent, right before it terminates a thread. Elsewhere than on Linux Node is asked at intervals anyway. */
export function noteToldToEnd(seat: RecorderSeat | undefined): void {
  if (!seat || seat.slot < 0) return;
  const { control } = viewLane(seat.arena, seat.slot);
  if (control[LaneWord.thread] !== seat.thread) return;
  const tid = control[LaneWord.tid]!;
  if (tid !== 0) note(seat, `/proc/self/task/${tid}`, undefined);
  lifeOf(control)[LifeTime.toldToEnd] = clockNs();
}

/** `place`: where the thread is; it is looked up unless it is known. */
function note(seat: RecorderSeat, folder: string, place: SleepPlace | undefined): void {
  if (process.platform !== 'linux') return;
  using schedStat = openProcFile(`${folder}/schedstat`);
  const used = parseSchedStat(schedStat?.read() ?? '');
  if (!used) return;
  const nowNs = clockNs();
  using stat = openProcFile(`${folder}/stat`);
  const core = parseLastCore(stat?.read() ?? '') ?? -1;
  const { control } = viewLane(seat.arena, seat.slot);
  const notes = notesOf(control);
  const first = (Atomics.add(control, LaneWord.notes, 1) & (NOTES - 1)) * NOTE_ELEMENTS;
  notes[first + Note.run] = used.runNs;
  notes[first + Note.runQueue] = used.runQueueNs;
  notes[first + Note.object] = sampleObject(core, place ?? placeOf(folder));
  notes[first + Note.at] = nowNs;
}

function placeOf(folder: string): SleepPlace {
  using syscall = openProcFile(`${folder}/syscall`);
  return parseSleepPlace(syscall?.read() ?? '');
}
