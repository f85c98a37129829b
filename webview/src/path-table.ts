/** The critical path as a table: what the end of the run waited for, stretch by stretch. */
import type { PathStretch } from '../../trace/src/query.ts';
import type { TableActions } from './figure-tables.ts';
import { button } from './element.ts';
import type { PanelState } from './panel-state.ts';
import { runWords } from './run-choice.ts';
import { stateWords } from './slice-words.ts';
import { sourceLink } from './source-link.ts';
import { shortLocation } from './source-location.ts';
import { fill } from './strings.ts';
import { tableStrings } from './table-strings.ts';
import type { TableRow } from './table.ts';
import { table } from './table.ts';
import { formatCount, formatDuration, formatInstant } from './time-format.ts';
import type { TimeRange } from './time-range.ts';

/** Times are told to this, ns. */
const STEP_NS = 10_000;

export interface PathTableActions extends TableActions {
  readonly show: (range: TimeRange) => void;
}

export function pathTable(path: readonly PathStretch[], state: PanelState, actions: PathTableActions): HTMLElement {
  const rows = path.map((stretch): TableRow => ({
    cells: [
      button(state.laneName(stretch.laneId), 'text-button', () => {
        actions.goToLane(stretch.laneId);
        actions.show(stretch);
      }),
      wordsOf(stretch),
      formatInstant(stretch.startNs, STEP_NS),
      formatDuration(stretch.endNs - stretch.startNs),
      stretch.location ? sourceLink(shortLocation(stretch.location), stretch.location, actions.openSource) : '',
    ],
  }));
  const { columnThread, columnWhat, columnStart, columnDuration, columnLine } = tableStrings;
  const caption = `${tableStrings.tablePath}${runWords(state)}`;
  return table(caption, [columnThread, columnWhat, columnStart, columnDuration, columnLine], rows);
}

function wordsOf({ activity, lock, state, reason, merged }: PathStretch): string {
  const what = tableStrings.activities[activity];
  const about = activity === 'lock' && lock !== undefined ? ` ${lock}` : '';
  const words = activity === 'waiting' ? stateWords({ state, reason }) : `${what}${about}`;
  return merged > 1 ? fill(tableStrings.mostly, { what: words, count: formatCount(merged) }) : words;
}
