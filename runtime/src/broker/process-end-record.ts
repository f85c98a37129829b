/** The end of a process in the trace, as its parent writes it. */
import { ExitReason, RowKind, ThreadRole } from '../../../trace/src/vocabulary.ts';
import { dropLane, reserveLane } from '../instrument/lane.ts';
import { clockNs, recording, recordRow } from '../instrument/record.ts';
import type { Child } from '../process/child-register.ts';
import { laneName } from './process-start.ts';

export class ProcessEndRecord {
  readonly #spawnedNs: number;
  /** The line that starts it. */
  readonly #site: number;
  #isWritten = false;

  constructor(spawnedNs: number, site: number) {
    this.#spawnedNs = spawnedNs;
    this.#site = site;
  }

  /**
   * A process that ended by itself has written so; nobody but its parent can say it of one that was killed, or that ended
   * before it wrote anything, nor who it was.
   */
  write({ name, pid, control }: Child): void {
    const { exitCode, traceThread, stopSignal } = control;
    if (this.#isWritten || exitCode === null || !recording()) return;
    if (exitCode >= 0 && traceThread !== undefined) return;
    this.#isWritten = true;
    const thread = traceThread ?? laneOfUnborn();
    const text = laneName(name, pid);
    const value = ThreadRole.process;
    const [timeNs, site] = [this.#spawnedNs, this.#site];
    recordRow({ kind: RowKind.thread, thread, timeNs, object: 0, value, site, text });
    const ended = exitCode === 0 ? ExitReason.finished : ExitReason.died;
    const object = stopSignal === 0 ? ended : ExitReason.terminated;
    recordRow({ kind: RowKind.exit, thread, timeNs: clockNs(), object, value: exitCode });
  }
}

/** Index of the lane of a process that ended before it had one in the trace. */
function laneOfUnborn(): number {
  const lane = reserveLane(ThreadRole.process)!;
  dropLane(lane);
  return lane.seat.thread;
}
