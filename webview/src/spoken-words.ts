/** What is said to screen readers when something changes. */
import type { RunSnapshot } from '../../trace/src/panel-session.ts';
import { fill, strings } from './strings.ts';
import { formatDuration, formatInstant } from './time-format.ts';
import type { TimeRange } from './time-range.ts';
import { spanOf } from './time-range.ts';

/** The run has come to another phase. */
export function spokenPhase({ phase, summary }: RunSnapshot): string {
  return phase.type === 'failed' ? `${phase.message} ${phase.nextStep}` : (summary?.verdict ?? '');
}

/** The chart shows another range. */
export function spokenRange(range: TimeRange): string {
  return fillRange(strings.rangeSpoken, range);
}

/** A range has been picked. */
export function spokenPick(range: TimeRange): string {
  return fillRange(strings.pickSpoken, range);
}

function fillRange(template: string, range: TimeRange): string {
  const stepNs = spanOf(range) / 100;
  const start = formatInstant(range.startNs, stepNs);
  const end = formatInstant(range.endNs, stepNs);
  return fill(template, { start, end, span: formatDuration(spanOf(range)) });
}
