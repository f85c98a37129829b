/** What a script's speed-up comes to, in a sentence or two. What was not measured is called estimated. */
import { formatShare } from '../../format.ts';
import type { Scaling, ScalingPoint } from '../../summary.ts';

/** Other programs use this share of the cores: the machine decides as much as the script. */
const BUSY_MACHINE_SHARE = 0.25;
/** Times of runs differ by so much for no reason. */
const NOISE_SHARE = 0.05;

export function scalingSentence(scaling: Omit<Scaling, 'sentence'>): string {
  const { points, fixedWorkers, baseline } = scaling;
  if (fixedWorkers === 0) return 'the script starts no worker: there is nothing that more workers could change.';
  const within = points.filter(({ oversubscribed }) => !oversubscribed);
  const best = (within.length > 0 ? within : points).reduce((a, b) => (b.medianMs < a.medianMs ? b : a));
  const measured = bestWords(best, baseline);
  if (fixedWorkers !== null) {
    return `${measured}; the script starts ${workersOf(fixedWorkers)} whatever it is told. Let it use new Pool() or cpuCount(), or write {workers} among its arguments.`;
  }
  if (scaling.othersCores >= scaling.cores * BUSY_MACHINE_SHARE) {
    const busy = `other programs kept ${scaling.othersCores.toFixed(1)} of ${scaling.cores} cores busy`;
    return `${measured}; ${busy}, which the fit cannot tell from serial work. Measure again on a quiet machine.`;
  }
  const noise = noiseOf(within) / 2;
  if (noise > Math.max(NOISE_SHARE, effectOf(within))) {
    return `${measured}; runs alike vary by ±${formatShare(noise)}, numbers of workers change less: nothing can be concluded. Measure again on a quiet machine, or with more --runs.`;
  }
  const rest = [serialWords(scaling), kneeWords(scaling)].filter((words) => words !== undefined);
  return `${[measured, ...rest].join('; ')}${rest.length > 0 ? ' (estimated)' : ''}.`;
}

/** How much of their median runs with the same number of workers differ by, at most. 0 where each ran once. */
export function noiseOf(points: readonly ScalingPoint[]): number {
  return Math.max(0, ...points.map(({ minMs, maxMs, medianMs }) => (maxMs - minMs) / medianMs));
}

/** The share of the slowest number of workers' time that the fastest saves. */
function effectOf(points: readonly ScalingPoint[]): number {
  const times = points.map(({ medianMs }) => medianMs);
  return times.length < 2 ? 0 : 1 - Math.min(...times) / Math.max(...times);
}

function bestWords({ workers, speedUp }: ScalingPoint, baseline: Scaling['baseline']): string {
  if (speedUp === null || baseline === null) return `fastest at ${workersOf(workers)}`;
  const at = `speed-up ${speedUp.toFixed(2)} at ${workersOf(workers)}`;
  if (baseline.kind === 'one-worker') return `${at} against one`;
  return speedUp < 1 ? `slower than the serial run with any number of workers: ${at} at best` : at;
}

function serialWords({ serialFraction }: Omit<Scaling, 'sentence'>): string | undefined {
  if (serialFraction === null) return undefined;
  return serialFraction < 0.005 ? 'nothing that counts is serial' : `${formatShare(serialFraction)} is serial`;
}

function kneeWords({ knee, points, serialFraction }: Omit<Scaling, 'sentence'>): string | undefined {
  const [one] = points;
  const isNoFaster = points.every(({ medianMs }) => medianMs > one!.medianMs * (1 - NOISE_SHARE));
  if (points.length > 1 && isNoFaster && serialFraction !== null) return 'more workers gain nothing';
  if (knee === null) return undefined;
  const than = `more than ${workersOf(knee.workers)}`;
  return knee.by === 'peak' ? `${than} gain nothing` : `of ${than}, less than half is used`;
}

function workersOf(count: number): string {
  return `${count} ${count === 1 ? 'worker' : 'workers'}`;
}
