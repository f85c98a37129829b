/** The measured speed-up of a script as a table with bars, for a terminal of any ability. */
import { noiseOf } from './analysis/scaling/scaling-sentence.ts';
import { formatDuration, formatShare } from './format.ts';
import type { Scaling } from './summary.ts';

export interface TextScalingOptions {
  /** Columns of the terminal. Default 80. */
  readonly width?: number;
  /** Plain ASCII, for terminals without Unicode. Default false. */
  readonly ascii?: boolean;
}

const MIN_BAR = 10;
/** Runs of one count that differ by more than this share of their median say little. */
const QUIET_SPREAD = 0.2;
/** Columns before the bar. */
const TABLE_WIDTH = 44;

/** Lines end in newlines, the last one too. A bar is a speed-up; the mark behind it is as many as there are workers. */
export function textScaling(scaling: Scaling, { width = 80, ascii = false }: TextScalingOptions = {}): string {
  const { points, baseline, cores, whyNoSerial } = scaling;
  const most = Math.max(1, ...points.map(({ workers, speedUp }) => Math.max(Math.min(workers, cores), speedUp ?? 0)));
  const room = Math.max(MIN_BAR, Math.min(60, width - TABLE_WIDTH - 1));
  const bar = (speedUp: number, ideal: number): string => {
    const cell = ascii ? '#' : '█';
    const filled = Math.max(0, Math.round((speedUp / most) * room));
    const mark = Math.round((ideal / most) * room) - 1;
    return filled > mark ? cell.repeat(filled) : `${cell.repeat(filled)}${' '.repeat(mark - filled)}|`;
  };
  const lines = [
    `${cores} ${cores === 1 ? 'core' : 'cores'}, ${runsWords(scaling)}`,
    row('workers', 'time', 'speed-up', 'efficiency', ''),
  ];
  if (baseline?.kind === 'serial') lines.push(row('serial', formatDuration(baseline.ms * 1e6), '1.00', '', bar(1, 1)));
  for (const { workers, medianMs, speedUp, efficiency, oversubscribed } of points) {
    const ideal = Math.min(workers, cores);
    const right = speedUp === null ? '' : bar(speedUp, ideal);
    lines.push(
      row(
        String(workers),
        formatDuration(medianMs * 1e6),
        speedUp === null ? '' : speedUp.toFixed(2),
        oversubscribed ? 'beyond' : efficiency === null ? '' : formatShare(efficiency),
        right,
      ),
    );
  }
  if (points.some(({ oversubscribed }) => oversubscribed))
    lines.push(`  beyond: more workers than cores (oversubscribed), not fitted`);
  const spread = noiseOf(points);
  if (spread > QUIET_SPREAD)
    lines.push(`  runs alike differ by up to ${formatShare(spread)}: measure again when the machine is quiet`);
  if (whyNoSerial !== undefined) lines.push(`  no serial run: ${whyNoSerial}`);
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** Runs that were told different numbers of workers, and had the same all the same, are one point. */
function runsWords({ runs, fixedWorkers }: Scaling): string {
  if (runs === 1) return 'one run each';
  return fixedWorkers === null
    ? `medians of ${runs} runs each`
    : `median of all ${runs} runs, which had the same workers`;
}

function row(workers: string, time: string, speedUp: string, efficiency: string, bar: string): string {
  return `${workers.padStart(9)}  ${time.padStart(9)}  ${speedUp.padStart(8)}  ${efficiency.padStart(10)}  ${bar}`;
}
