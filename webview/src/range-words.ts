import type { PanelState } from './panel-state.ts';
import { runWords } from './run-choice.ts';
import { fill } from './strings.ts';
import { tableStrings } from './table-strings.ts';
import { formatInstant } from './time-format.ts';
import { spanOf } from './time-range.ts';

/** Of what figures are, as the end of a caption: the picked range, else the whole run; and of which of two runs. */
export function rangeWords(state: PanelState): string {
  const { picked } = state;
  if (!picked) return `${tableStrings.ofWholeRun}${runWords(state)}`;
  const stepNs = spanOf(picked) / 1000;
  const [start, end] = [formatInstant(picked.startNs, stepNs), formatInstant(picked.endNs, stepNs)];
  return `${fill(tableStrings.ofRange, { start, end })}${runWords(state)}`;
}
