/** A run's verdict and findings as lines for a terminal. */
import { stripVTControlCharacters, styleText } from 'node:util';
import { criticalPathSentence } from '../../trace/src/analysis/critical-path/sentence.ts';
import { formatDuration } from '../../trace/src/format.ts';
import type { Finding, RunSummary } from '../../trace/src/summary.ts';

/** An estimate is no better than this. */
const MIN_GAIN_MS = 1;
const SEVERITY_COLOR = { error: 'red', warning: 'yellow', info: 'cyan' } as const;

/** The lines, each without its newline. `color` adds ANSI colours. */
export function summaryLines(summary: RunSummary, { color }: { color: boolean }): string[] {
  const paint = (format: Parameters<typeof styleText>[0], text: string): string =>
    color ? styleText(format, text, { validateStream: false }) : text;
  const lines = [`${paint('bold', 'parascope')} ${plain(summary.verdict)}`];
  for (const finding of summary.findings) {
    const place = finding.location === undefined ? '' : ` ${paint('underline', plain(finding.location))}`;
    const id = paint(SEVERITY_COLOR[finding.severity], finding.id);
    // The verdict is made of the first one: its words stand above already.
    if (summary.verdict.includes(finding.message)) lines.push(`  ${id}${place}${gainOf(finding, '  ')}`);
    else lines.push(`  ${id}${place}  ${plain(finding.message)}`, `    ${paint('dim', remedyOf(finding))}`);
  }
  const path = criticalPathSentence(summary);
  if (path !== undefined) lines.push(`  ${plain(path)}`);
  const { dropped } = summary.events;
  if (dropped > 0) lines.push(`  ${paint('yellow', `${dropped} events were not recorded: the rings were full`)}`);
  return lines;
}

function remedyOf(finding: Finding): string {
  const gain = gainOf(finding, ' (');
  return `-> ${plain(finding.remedy)}${gain === '' ? '' : `${gain})`}`;
}

/** What the remedy would save, if it is worth a word: `estimated gain: 0.42 s` behind `before`. */
function gainOf({ estimatedGainMs = 0 }: Finding, before: string): string {
  return estimatedGainMs < MIN_GAIN_MS ? '' : `${before}estimated gain: ${formatDuration(estimatedGainMs * 1e6)}`;
}

/** Names come from the script: they may not command the terminal. */
function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}
