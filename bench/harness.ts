import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** One side of a comparison: does the job once and gives its figure (time, rate …) in the unit of the comparison. */
export type Contender = () => number | Promise<number>;

export interface ComparisonOptions {
  /** What is compared, e.g. `map of 100,000 tiny tasks`. */
  readonly title: string;
  /** Unit of the figures, e.g. `ms`. */
  readonly unit: string;
  /** Name of the contender that the others are divided by: the floor, or a peer. */
  readonly base: string;
  /** Paired runs that count; default 5. */
  readonly runs?: number;
  /** Runs before those, not counted; default 1. */
  readonly warmups?: number;
  /** Ratio to the base that is aimed at, e.g. `{ parascope: { atMost: 1.2 } }`. */
  readonly targets?: Readonly<Record<string, { readonly atMost?: number; readonly atLeast?: number }>>;
}

export interface ComparisonRow {
  readonly name: string;
  readonly values: readonly number[];
  readonly median: number;
  /** Median of the ratios to the base within each paired run. */
  readonly ratio: number;
  /** Smallest and largest of these ratios: wide apart, they say that the figure is of two minds. */
  readonly spread: readonly [number, number];
  readonly target?: string;
  readonly met?: boolean;
}

export interface Comparison {
  readonly title: string;
  readonly unit: string;
  readonly base: string;
  readonly rows: readonly ComparisonRow[];
}

/** Middle value; mean of the middle two for an even count. Throws on no values. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('median of no values');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Runs all contenders in turn, several times, so that a change of the machine's mood hits all alike. What counts is the
 * median of the ratios within a run.
 */
export async function compare(
  options: ComparisonOptions,
  contenders: Readonly<Record<string, Contender>>,
): Promise<Comparison> {
  const names = Object.keys(contenders);
  const values = new Map(names.map((name) => [name, [] as number[]]));
  const warmups = options.warmups ?? 1;
  for (let run = -warmups; run < (options.runs ?? 5); run++) {
    for (const name of names) {
      const figure = await contenders[name]!();
      if (run >= 0) values.get(name)!.push(figure);
    }
  }
  const base = values.get(options.base);
  if (!base) throw new RangeError(`base '${options.base}' is not among the contenders: ${names.join(', ')}`);
  const rows = names.map((name) => toRow(name, values.get(name)!, base, options.targets?.[name]));
  const comparison = { title: options.title, unit: options.unit, base: options.base, rows };
  print(comparison);
  return comparison;
}

function toRow(
  name: string,
  values: readonly number[],
  base: readonly number[],
  target?: { readonly atMost?: number; readonly atLeast?: number },
): ComparisonRow {
  const ratios = values.map((value, i) => value / base[i]!);
  const ratio = median(ratios);
  const spread = [Math.min(...ratios), Math.max(...ratios)] as const;
  const row = { name, values, median: median(values), ratio, spread };
  if (target?.atMost !== undefined) return { ...row, target: `<= ${target.atMost} x`, met: ratio <= target.atMost };
  if (target?.atLeast !== undefined) return { ...row, target: `>= ${target.atLeast} x`, met: ratio >= target.atLeast };
  return row;
}

function print({ title, unit, base, rows }: Comparison): void {
  console.log(`\n${title} (${unit}; ratio to ${base})`);
  for (const row of rows) {
    const verdict = row.target === undefined ? '' : `  ${row.target}: ${row.met === true ? 'met' : 'MISSED'}`;
    const spread = row.name === base ? '' : `  (${row.spread.map((ratio) => ratio.toFixed(3)).join(' to ')})`;
    console.log(
      `  ${row.name.padEnd(44)} ${row.median.toPrecision(4).padStart(10)}  ${row.ratio.toFixed(3).padStart(8)} x${spread}${verdict}`,
    );
  }
}

/** Keeps the figures of one bench file beside it, with what they were measured on. */
export function saveResults(name: string, comparisons: readonly Comparison[]): void {
  const dir = path.join(import.meta.dirname, 'results');
  mkdirSync(dir, { recursive: true });
  const machine = {
    cpu: os.cpus()[0]?.model ?? 'unknown',
    cores: os.availableParallelism(),
    platform: process.platform,
    node: process.version,
  };
  writeFileSync(path.join(dir, `${name}.json`), JSON.stringify({ machine, comparisons }, null, 2) + '\n');
}
