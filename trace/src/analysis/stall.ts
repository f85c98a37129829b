/** A program that lives and does not move: every thread waits, and none uses the CPU. */
import { formatDuration, relativeLocation } from '../format.ts';
import { waitReasonOf } from '../model/kind-state.ts';
import { sliceName } from '../model/slice-names.ts';
import type { ThreadTrack } from '../model/thread-track.ts';
import type { TraceData } from '../model/trace-data.ts';
import { RowKind } from '../vocabulary.ts';

/** A thread that looks now and then whether it may go on uses so much of its time. */
const RESTLESS_SHARE = 0.02;
/** Threads that wait alike are one line with so many names. */
const MOST_NAMES = 3;

export interface StallQuery {
  /** Now, on the clock of the trace. */
  readonly nowNs: number;
  /** For how long nothing must have moved. */
  readonly quietNs: number;
}

/**
 * Who waits for what, a line for those who wait alike; `undefined` where something may still move: a thread that uses the
 * CPU, or is in no wait of ours, such as one whose event loop waits for timers and I/O.
 */
export function stallOf(data: TraceData, { nowNs, quietNs }: StallQuery): string[] | undefined {
  const names = new Map<string, string[]>();
  let isWaiting = false;
  for (const track of data.threads.values()) {
    if (track.exitNs !== undefined || !(track.isWorker || track.role === 'main')) continue;
    const slice = openWait(track);
    if (slice === undefined || track.slices.start[slice]! > nowNs - quietNs) return undefined;
    if (cpuSince(track, nowNs - quietNs) > quietNs * RESTLESS_SHARE) return undefined;
    isWaiting ||= track.slices.kind[slice] !== RowKind.waitTask;
    const words = wordsOf(data, track, slice);
    names.set(words, [...(names.get(words) ?? []), track.name]);
  }
  if (!isWaiting) return undefined;
  return [
    `nothing has moved for ${formatDuration(quietNs)}, every thread waits:`,
    ...[...names].map(([words, all]) => `  ${listed(all)}: ${words}`),
  ];
}

/** The innermost slice that is open, if it is a wait. */
function openWait({ levels, slices }: ThreadTrack): number | undefined {
  for (const { count, ends, slices: ids } of levels.toReversed()) {
    if (count === 0 || ends[count - 1] !== Infinity) continue;
    const slice = ids[count - 1]!;
    const kind = slices.kind[slice]!;
    return kind === RowKind.waitTask || waitReasonOf(kind) !== undefined ? slice : undefined;
  }
  return undefined;
}

function cpuSince({ activity }: ThreadTrack, fromNs: number): number {
  let ns = 0;
  for (let period = activity.count - 1; period >= 0 && activity.time[period]! > fromNs; period--) {
    ns += activity.cpuNs[period]!;
  }
  return ns;
}

function wordsOf(data: TraceData, { slices }: ThreadTrack, slice: number): string {
  const location = data.sites.get(slices.site[slice]!)?.location;
  const at = location === undefined ? '' : ` at ${relativeLocation(location, data.facts.meta?.script ?? '')}`;
  return `${sliceName(data, slices, slice)}${at}`;
}

function listed(names: readonly string[]): string {
  const left = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}
