/**
 * How a run's time follows from the number of its workers: Amdahl's law and the Universal Scalability Law, fitted to
 * measured times. Pure arithmetic; docs/SPEED_UP.md has the meaning of the numbers.
 *
 * Both are linear in their unknowns when written for the time instead of the speed-up:
 *
 * ```
 * T(n) = a / n + b (n - 1) / n + c (n - 1)        a = T(1), b = serial fraction x a, c = crosstalk x a; Amdahl: c = 0
 * ```
 */

/** Times of runs with so many workers; several of one count are several points. */
export interface TimePoint {
  readonly workers: number;
  readonly ms: number;
}

export interface ScalingLaw {
  /** Time at one worker as the law has it. */
  readonly oneMs: number;
  /** Share of `oneMs` that no number of workers shortens: 0 … 1. */
  readonly serialFraction: number;
  /** What each pair of workers costs each other, as a share of `oneMs` (kappa of the USL); 0 by Amdahl's law. */
  readonly crosstalk: number;
  /** Root of the mean squared error, as a share of the times. */
  readonly error: number;
}

/** Amdahl's law through the points; `undefined` for points of fewer than two counts. */
export function fitAmdahl(points: readonly TimePoint[]): ScalingLaw | undefined {
  return countsOf(points) < 2 ? undefined : bestFit(points, [[0], [0, 1], [1]]);
}

/** The Universal Scalability Law through the points; `undefined` for points of fewer than three counts. */
export function fitUsl(points: readonly TimePoint[]): ScalingLaw | undefined {
  return countsOf(points) < 3 ? undefined : bestFit(points, [[0], [0, 1], [0, 2], [0, 1, 2], [1], [1, 2]]);
}

/** Time with so many workers, ms. */
export function timeAt({ oneMs, serialFraction, crosstalk }: ScalingLaw, workers: number): number {
  return (oneMs * (1 + serialFraction * (workers - 1) + crosstalk * workers * (workers - 1))) / workers;
}

/** Speed-up against one worker. */
export function speedUpAt(law: ScalingLaw, workers: number): number {
  return law.oneMs / timeAt(law, workers);
}

/** The number of workers at which the run is fastest; Infinity where more are always faster. */
export function peakOf(law: ScalingLaw): number {
  const { serialFraction, crosstalk } = law;
  if (serialFraction >= 1) return 1;
  if (crosstalk <= 0) return Infinity;
  const peak = Math.max(1, Math.sqrt((1 - serialFraction) / crosstalk));
  // Of the whole numbers beside it, the faster.
  return timeAt(law, Math.floor(peak)) <= timeAt(law, Math.ceil(peak)) ? Math.floor(peak) : Math.ceil(peak);
}

/** From here on less than half of what all workers could do is used. */
const KNEE_EFFICIENCY = 0.5;
/** More workers than any machine has cores. */
const MAX_WORKERS = 1024;
/** A peak so many times beyond the point of half use is of no interest: long before, nobody would go on. */
const FAR = 2;

export interface Knee {
  readonly workers: number;
  /** `peak`: more gain nothing. `efficiency`: of more than these, less than half is used. */
  readonly by: 'peak' | 'efficiency';
}

/** Up to how many workers more are worth it; `undefined` where the law sees no end. */
export function kneeOf(law: ScalingLaw): Knee | undefined {
  const peak = peakOf(law);
  let halfUsed = 1;
  while (halfUsed < MAX_WORKERS && speedUpAt(law, halfUsed + 1) / (halfUsed + 1) >= KNEE_EFFICIENCY - 1e-9) halfUsed++;
  if (peak <= MAX_WORKERS && peak <= halfUsed * FAR) return { workers: peak, by: 'peak' };
  return halfUsed < MAX_WORKERS ? { workers: halfUsed, by: 'efficiency' } : undefined;
}

function countsOf(points: readonly TimePoint[]): number {
  return new Set(points.map(({ workers }) => workers)).size;
}

/** Which unknowns are not 0: 0 = a - b (what workers share), 1 = b (serial), 2 = c (crosstalk). */
type Support = readonly number[];

/**
 * Least squares with no unknown below 0: of all choices of unknowns that are not 0, the best whose solution has none
 * below. Errors count relative to the times, so that the many workers' short times count as much as one worker's.
 */
function bestFit(points: readonly TimePoint[], supports: readonly Support[]): ScalingLaw | undefined {
  let best: ScalingLaw | undefined;
  for (const support of supports) {
    const rows = points.map(({ workers, ms }) => support.map((unknown) => termOf(unknown, workers) / ms));
    const solution = solveLeastSquares(rows);
    if (solution === undefined || solution.some((value) => value < 0)) continue;
    const [shared = 0, serial = 0, crosstalk = 0] = [0, 1, 2].map((unknown) => solution[support.indexOf(unknown)] ?? 0);
    const oneMs = shared + serial;
    if (!(oneMs > 0)) continue;
    const law = { oneMs, serialFraction: serial / oneMs, crosstalk: crosstalk / oneMs, error: 0 };
    const squares = points.map(({ workers, ms }) => (timeAt(law, workers) / ms - 1) ** 2);
    const error = Math.sqrt(squares.reduce((a, b) => a + b, 0) / points.length);
    if (best === undefined || error < best.error - 1e-12) best = { ...law, error };
  }
  return best;
}

function termOf(unknown: number, workers: number): number {
  if (unknown === 0) return 1 / workers;
  return unknown === 1 ? 1 : workers - 1;
}

/** Pivots smaller than this, against the largest number, are rounding. */
const SINGULAR = 1e-13;

/** Solves rows · x = 1 by the normal equations; `undefined` where they do not determine x. */
function solveLeastSquares(rows: readonly (readonly number[])[]): number[] | undefined {
  const size = rows[0]?.length ?? 0;
  const matrix = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (__, j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
    rows.reduce((sum, row) => sum + row[i]!, 0),
  ]);
  const smallest = Math.max(...matrix.map((row, at) => row[at]!)) * SINGULAR;
  for (let column = 0; column < size; column++) {
    const pivot = matrix.slice(column).reduce((a, b) => (Math.abs(b[column]!) > Math.abs(a[column]!) ? b : a));
    if (!(Math.abs(pivot[column]!) > smallest)) return undefined;
    matrix.splice(matrix.indexOf(pivot), 1);
    matrix.splice(column, 0, pivot);
    for (const row of matrix) {
      if (row === pivot) continue;
      const factor = row[column]! / pivot[column]!;
      for (let at = column; at <= size; at++) row[at]! -= factor * pivot[at]!;
    }
  }
  return matrix.map((row, at) => row[size]! / row[at]!);
}
