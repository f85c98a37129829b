/** How many cores the program's threads wanted at a time, and what of their waits for cores is their own doing. */
import type { ActivityTrack } from '../model/activity-track.ts';
import type { RunView, ThreadView } from './run-view.ts';

/** About two periods of sampling: a shorter one is no demand that lasts. */
const BIN_NS = 20_000_000;
const MAX_BINS = 4096;

export interface Demand {
  /** ns that each worker waited for a core because the program alone wanted more than there are. */
  readonly ownQueueNs: ReadonlyMap<ThreadView, number>;
  /** Threads that wanted a core while they were too many, on average. */
  readonly meanThreads: number;
  /** The first and the last time at which they were too many. */
  readonly startNs: number;
  readonly endNs: number;
}

/** `fromNs`: from when on a worker's waits for a core count. */
export function demandOf(run: RunView, fromNs: (worker: ThreadView) => number): Demand {
  const binNs = Math.max(BIN_NS, run.data.endNs / MAX_BINS);
  const bins = Math.ceil(run.data.endNs / binNs) + 1;
  const wanted = new Float64Array(bins);
  const queued = new Float64Array(bins);
  for (const { track } of run.threads) {
    if (track.role === 'instrument') continue;
    eachPart(track.activity, binNs, (bin, { cpuNs, queueNs }) => {
      // What V8's helpers have to do is little; that it takes long is the doing of whoever has the cores.
      wanted[bin]! += track.role === 'helper' ? cpuNs : cpuNs + queueNs;
      queued[bin]! += queueNs;
    });
  }
  const excess = wanted.map((ns) => Math.max(0, ns - run.coresAvailable * binNs));
  const ownShare = excess.map((ns, bin) => (queued[bin]! > 0 ? Math.min(1, ns / queued[bin]!) : 0));
  const ownQueueNs = new Map<ThreadView, number>();
  for (const worker of run.workers) {
    let ns = 0;
    const add = (bin: number, { queueNs }: Wants): void => {
      ns += queueNs * ownShare[bin]!;
    };
    eachPart(worker.track.activity, binNs, add, fromNs(worker));
    ownQueueNs.set(worker, ns);
  }
  const first = excess.findIndex((ns) => ns > 0);
  const last = excess.findLastIndex((ns) => ns > 0);
  const crowded = wanted.filter((_, bin) => excess[bin]! > 0);
  return {
    ownQueueNs,
    meanThreads: crowded.length === 0 ? 0 : crowded.reduce((sum, ns) => sum + ns, 0) / crowded.length / binNs,
    startNs: Math.max(0, first * binNs),
    endNs: Math.min(run.data.endNs, (last + 1) * binNs),
  };
}

/** What a thread used of the cores in a stretch of time, and what it waited for them. */
interface Wants {
  readonly cpuNs: number;
  readonly queueNs: number;
}

/** Calls `visit` for each bin that a period lies in, with what falls to the part of it that lies there and after `fromNs`. */
function eachPart(
  activity: ActivityTrack,
  binNs: number,
  visit: (bin: number, wants: Wants) => void,
  fromNs = 0,
): void {
  for (let i = 0; i < activity.count; i++) {
    const [cpuNs, queueNs] = [activity.cpuNs[i]!, activity.runQueueNs[i]!];
    if (cpuNs + queueNs === 0) continue;
    const endNs = activity.time[i]!;
    const startNs = Math.max(0, endNs - activity.periodNs[i]!);
    // Samples that were held up may count more than their period's length: a thread still wants but one core at a time.
    const length = Math.max(1, endNs - startNs, cpuNs + queueNs);
    const seenNs = Math.max(startNs, fromNs);
    for (let bin = Math.floor(seenNs / binNs); bin * binNs < endNs; bin++) {
      const share = Math.max(0, Math.min(endNs, (bin + 1) * binNs) - Math.max(seenNs, bin * binNs)) / length;
      visit(bin, { cpuNs: cpuNs * share, queueNs: queueNs * share });
    }
  }
}
