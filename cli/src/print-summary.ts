/** A run's verdict and findings as lines for a terminal. */
import { stripVTControlCharacters, styleText } from 'node:util';
import { criticalPathSentence } from '../../trace/src/analysis/critical-path/sentence.ts';
import { withoutStop } from '../../trace/src/analysis/one-sentence.ts';
import { formatDuration, formatShare } from '../../trace/src/format.ts';
import type { Finding, HotLine, RunSummary } from '../../trace/src/summary.ts';

/** How many of the hottest lines are told, and for how many threads each. */
const HOT_LINES = 5;
const HOT_THREADS = 4;
const LEAST_SHARE = 0.005;
/** Garbage collection is told of from this share of the workers' time on. */
const GC_SHARE = 0.05;

/** An estimate is no better than this. */
const MIN_GAIN_MS = 1;
const SEVERITY_COLOR = { error: 'red', warning: 'yellow', info: 'cyan' } as const;

/** The lines, each without its newline. `color` adds ANSI colours. */
export function summaryLines(summary: RunSummary, { color }: { color: boolean }): string[] {
  const paint: Paint = (format, text) => (color ? styleText(format, text, { validateStream: false }) : text);
  const lines = [`${paint('bold', 'parascope')} ${plain(summary.verdict)}`];
  for (const finding of summary.findings) {
    const place = finding.location === undefined ? '' : ` ${paint('underline', plain(finding.location))}`;
    const id = paint(SEVERITY_COLOR[finding.severity], finding.id);
    // The verdict is made of the first one: its words stand above already.
    if (summary.verdict.includes(withoutStop(finding.message))) lines.push(`  ${id}${place}${gainOf(finding, '  ')}`);
    else lines.push(`  ${id}${place}  ${plain(finding.message)}`, `    ${paint('dim', remedyOf(finding))}`);
  }
  const path = criticalPathSentence(summary);
  if (path !== undefined) lines.push(`  ${plain(path)}`);
  lines.push(...collectionLines(summary));
  const { dropped } = summary.events;
  if (dropped > 0) lines.push(`  ${paint('yellow', `${dropped} events were not recorded: the rings were full`)}`);
  return [...lines, ...hotLineLines(summary, paint)];
}

/** Garbage collection, where it takes much of the time of those who do the work. */
function collectionLines({ threads }: RunSummary): string[] {
  const started = threads.filter(({ role }) => role === 'worker' || role === 'process');
  const workers = started.length > 0 ? started : threads.filter(({ role }) => role === 'main');
  const lifetimeMs = workers.reduce((sum, thread) => sum + thread.lifetimeMs, 0);
  const ms = workers.reduce((sum, { gc }) => sum + (gc?.ms ?? 0), 0);
  const share = ms / Math.max(1, lifetimeMs);
  if (share < GC_SHARE) return [];
  const count = workers.reduce((sum, { gc }) => sum + (gc?.count ?? 0), 0);
  const whose = started.length > 0 ? 'worker time' : "main's time";
  const times = count === 1 ? '1 collection' : `${count} collections`;
  return [`  garbage collection takes ${formatShare(share)} of ${whose}: ${formatDuration(ms * 1e6)} in ${times}`];
}

type Paint = (format: Parameters<typeof styleText>[0], text: string) => string;

/** The hottest lines of a run that was profiled. */
function hotLineLines({ hotLines, profile }: RunSummary, paint: Paint): string[] {
  if (profile === undefined) return [];
  const hottest = (hotLines ?? []).filter(({ share }) => share >= LEAST_SHARE).slice(0, HOT_LINES);
  const lines = hottest.map((line) => {
    const share = formatShare(line.share).padStart(5);
    return `    ${share} ${paint('underline', plain(line.location))}  ${plain(line.function || '(anonymous)')}${ofThreads(line)}`;
  });
  const head = `  hot lines, by CPU time (sampled every ${profile.intervalMs} ms):`;
  const outside = profile.others.map(({ name, share }) => `${name} ${formatShare(share)}`).join(', ');
  const rest = outside === '' ? [] : [`    ${paint('dim', `outside of the script: ${outside}`)}`];
  const lost =
    profile.lost.length === 0
      ? []
      : [`  ${paint('yellow', `no profile of ${plain(profile.lost.join(', '))}: killed before it was written`)}`];
  return [...(lines.length > 0 ? [head, ...lines, ...rest] : []), ...lost];
}

/** Shares are of each thread's own CPU time. */
function ofThreads({ threads }: HotLine): string {
  const told = threads.slice(0, HOT_THREADS).map(({ name, share }) => `${plain(name)} ${formatShare(share)}`);
  const more = threads.length - told.length;
  return `  (${told.join(', ')}${more > 0 ? `, ${more} more` : ''})`;
}

function remedyOf(finding: Finding): string {
  const gain = gainOf(finding, ' (');
  return `-> ${plain(finding.remedy)}${gain === '' ? '' : `${gain})`}`;
}

/** What the remedy would save, or why that is not known, if it is worth a word: `estimated gain: 0.42 s` behind `before`. */
function gainOf({ estimatedGainMs, whyNoGain, severity }: Finding, before: string): string {
  // Of what went wrong nobody asks how much faster the run would be.
  if (estimatedGainMs === null) return severity === 'error' ? '' : `${before}gain unknown: ${whyNoGain ?? ''}`;
  return estimatedGainMs < MIN_GAIN_MS ? '' : `${before}estimated gain: ${formatDuration(estimatedGainMs * 1e6)}`;
}

/** Names come from the script: they may not command the terminal. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}
