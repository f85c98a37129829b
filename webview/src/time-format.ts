/** Times and numbers as text with units. All times are ns. */
import { roundedPercent } from '../../trace/src/format.ts';

const UNITS = [
  { suffix: 's', ns: 1e9 },
  { suffix: 'ms', ns: 1e6 },
  { suffix: 'µs', ns: 1e3 },
  { suffix: 'ns', ns: 1 },
] as const;

type TimeUnit = (typeof UNITS)[number];

/** Thin space between number and unit, so that the pair never breaks across lines. */
const GAP = '\u202f';

/** The largest unit in which the amount is at least 1. */
function unitOf(ns: number): TimeUnit {
  const size = Math.abs(ns);
  return UNITS.find((unit) => size >= unit.ns) ?? UNITS[UNITS.length - 1]!;
}

/** `1.84 s`, `312 ms`, `4.20 µs`: three significant digits; minutes from 100 s on (`2 min 05 s`). */
export function formatDuration(ns: number): string {
  if (!Number.isFinite(ns)) return '?';
  if (ns === 0) return `0${GAP}s`;
  if (Math.abs(ns) >= 100e9) {
    const seconds = Math.round(ns / 1e9);
    return `${Math.floor(seconds / 60)}${GAP}min ${String(seconds % 60).padStart(2, '0')}${GAP}s`;
  }
  const unit = unitOf(ns);
  const value = ns / unit.ns;
  const digits = unit.ns === 1 ? 0 : Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)}${GAP}${unit.suffix}`;
}

/** Elapsed time that ticks while a run is live: `3.2 s`, `2 min 05 s`. */
export function formatElapsed(ns: number): string {
  return ns >= 100e9 ? formatDuration(ns) : `${(Math.max(0, ns) / 1e9).toFixed(1)}${GAP}s`;
}

/** A point in time, precise enough to tell points `stepNs` apart: `1.8402 s`. */
export function formatInstant(ns: number, stepNs: number): string {
  if (Math.abs(ns) < stepNs / 2) return `0${GAP}s`;
  const unit = UNITS.find((candidate) => Math.abs(ns) >= candidate.ns * 0.9995) ?? unitOf(stepNs);
  const step = Math.max(stepNs, 1e-9) / unit.ns;
  const digits = Math.min(9, Math.max(0, Math.ceil(-Math.log10(step))));
  return `${(ns / unit.ns).toFixed(digits)}${GAP}${unit.suffix}`;
}

/** A formatter for the ticks of one axis: one unit for all of them, no more digits than their distance needs. */
export function tickFormatter(stepNs: number, endNs: number): (ns: number) => string {
  const unit = unitOf(Math.max(stepNs * 5, Math.min(endNs, stepNs * 1000)));
  const digits = Math.min(9, Math.max(0, Math.ceil(-Math.log10(stepNs / unit.ns) - 1e-9)));
  return (ns) => (ns === 0 ? '0' : `${(ns / unit.ns).toFixed(digits)}${GAP}${unit.suffix}`);
}

/** `62 %`; shares that round to 0 though they are more read `< 1 %`. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return '?';
  const percent = roundedPercent(share);
  return percent === 0 && share > 0 ? `<${GAP}1${GAP}%` : `${percent}${GAP}%`;
}

/** The text with `62 %` and `1.84 s` kept on one line, as the formatters here write them: sentences of a trace have plain spaces. */
export function unbroken(text: string): string {
  return text.replaceAll(/(\d) (?=(?:%|[mnuµ]?s|min|bytes|[KM]iB)(?![\w-]))/g, `$1${GAP}`);
}

/** Whole numbers with separators of the reader's language. */
export function formatCount(count: number): string {
  return Number.isFinite(count) ? Math.round(count).toLocaleString() : '?';
}
