/** What measured runs of a script say of its speed-up. */
import type { Scaling, ScalingPoint } from '../../summary.ts';
import { fitAmdahl, fitUsl, kneeOf, type ScalingLaw, type TimePoint } from './scaling-law.ts';
import { scalingSentence } from './scaling-sentence.ts';

/** One run that ended well. */
export interface MeasuredRun {
  /** How many workers it was told to use. */
  readonly asked: number;
  /** How many it had at the same time, at most. */
  readonly workers: number;
  readonly wallMs: number;
  /** Mean cores that other programs used meanwhile. Default 0. */
  readonly othersCores?: number;
}

export interface MeasuredScript {
  /** Absolute path. */
  readonly script: string;
  /** That this machine may use. */
  readonly cores: number;
  readonly runs: readonly MeasuredRun[];
  /** Times of serial runs, less copying and starting; empty where there is none. */
  readonly serialMs: readonly number[];
  /** Why there is no serial run. */
  readonly whyNoSerial?: string | undefined;
}

/** Medians, speed-ups, and the laws through them. Throws RangeError without a run. */
export function describeScaling(measured: MeasuredScript): Scaling {
  const { script, cores, runs, serialMs, whyNoSerial } = measured;
  if (runs.length === 0) throw new RangeError('expected at least one measured run, found none');
  const isFixed = isFixedCount(runs);
  const counts = [...new Set(runs.map(({ workers }) => workers))].sort((a, b) => a - b);
  const times = counts.map((workers) => runs.filter((run) => run.workers === workers).map(({ wallMs }) => wallMs));
  const oneMs = counts[0] === undefined || counts[0] > 1 ? undefined : median(times[0]!);
  const serial = serialMs.length > 0 ? median(serialMs) : undefined;
  const baselineMs = serial ?? oneMs;
  const points = counts.map((workers, at) => pointOf(workers, times[at]!, { cores, baselineMs }));
  // Beyond the cores the machine is measured, not the script.
  const fitted: TimePoint[] = points
    .filter(({ oversubscribed }) => !oversubscribed)
    .map(({ workers, medianMs }) => ({ workers, ms: medianMs }));
  const usable = fitted.filter(({ workers }) => workers > 0);
  const amdahl = fitAmdahl(usable);
  const usl = fitUsl(usable);
  const law = usl ?? amdahl;
  const scaling = {
    version: 1 as const,
    script,
    cores,
    othersCores: round(median(runs.map(({ othersCores = 0 }) => othersCores))),
    runs: Math.max(...times.map(({ length }) => length)),
    baseline:
      baselineMs === undefined
        ? null
        : { kind: serial === undefined ? ('one-worker' as const) : ('serial' as const), ms: round(baselineMs) },
    ...(whyNoSerial !== undefined && { whyNoSerial }),
    fixedWorkers: isFixed ? counts[0]! : null,
    points,
    amdahl: lawOf(amdahl),
    usl: lawOf(usl),
    serialFraction: law === undefined ? null : round(law.serialFraction),
    knee: (law && kneeOf(law)) ?? null,
  };
  return { ...scaling, sentence: scalingSentence(scaling) };
}

/** Whether the script had the same number of workers whatever it was told. */
function isFixedCount(runs: readonly MeasuredRun[]): boolean {
  const [first] = runs;
  const isAlike = runs.every(({ workers }) => workers === first!.workers);
  return isAlike && (first!.workers === 0 || runs.some(({ asked }) => asked !== first!.asked));
}

function pointOf(
  workers: number,
  times: readonly number[],
  { cores, baselineMs }: { readonly cores: number; readonly baselineMs: number | undefined },
): ScalingPoint {
  const medianMs = median(times);
  const speedUp = baselineMs === undefined ? null : round(baselineMs / medianMs);
  return {
    workers,
    medianMs: round(medianMs),
    minMs: round(Math.min(...times)),
    maxMs: round(Math.max(...times)),
    speedUp,
    efficiency: speedUp === null || workers === 0 ? null : round(speedUp / Math.min(workers, cores)),
    oversubscribed: workers > cores,
  };
}

function lawOf(law: ScalingLaw | undefined): Scaling['amdahl'] {
  if (law === undefined) return null;
  const { oneMs, serialFraction, crosstalk, error } = law;
  return {
    oneMs: round(oneMs),
    serialFraction: round(serialFraction),
    crosstalk: Number(crosstalk.toPrecision(3)),
    error: round(error),
  };
}

/** Of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function round(value: number): number {
  return Math.round(value * 1e3) / 1e3;
}
