/** Which line of the program the work of tasks goes back to: the call that hands them in, or the start of a process. */
import type { ThreadTrack } from '../model/thread-track.ts';
import { RowKind } from '../vocabulary.ts';
import type { RunView, ThreadView } from './run-view.ts';

/** Site of the call that handed a task in; of a process, of its start. 0 = not known. */
export function siteOfTask({ data }: RunView, track: ThreadTrack, slice: number): number {
  const { object, value } = track.slices;
  return value[slice] === 0 ? track.site : (data.submissions.of(object[slice]!)?.site ?? 0);
}

/** The site whose tasks took the most of the time, weighted by worker; 0 where no task is known. */
export function heaviestSite(run: RunView, weightOf: (worker: ThreadView) => number): number {
  const bySite = new Map<number, number>();
  for (const worker of run.workers) {
    const weight = weightOf(worker);
    if (weight > 0) addTasks(run, worker.track, weight, bySite);
  }
  return heaviest(bySite);
}

function addTasks(run: RunView, track: ThreadTrack, weight: number, bySite: Map<number, number>): void {
  const { slices } = track;
  let ns = 0;
  const own = new Map<number, number>();
  for (let slice = 0; slice < slices.count; slice++) {
    if (slices.kind[slice] !== RowKind.task) continue;
    const site = siteOfTask(run, track, slice);
    const duration = Math.min(slices.end[slice]!, run.data.endNs) - slices.start[slice]!;
    ns += duration;
    own.set(site, (own.get(site) ?? 0) + duration);
  }
  for (const [site, of] of own) bySite.set(site, (bySite.get(site) ?? 0) + (weight * of) / Math.max(1, ns));
  if (own.size === 0) bySite.set(track.site, (bySite.get(track.site) ?? 0) + weight);
}

/** The key with the largest value; 0 of an empty map. */
export function heaviest(weights: ReadonlyMap<number, number>): number {
  let found = 0;
  let most = -Infinity;
  for (const [key, weight] of weights) {
    if (weight <= most) continue;
    found = key;
    most = weight;
  }
  return found;
}
