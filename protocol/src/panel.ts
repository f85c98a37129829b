/** extension (or the page of a report) <-> panel. Plain data and typed arrays only. */
import type { SourceLocation } from '../../trace/src/query.ts';
import type { PanelQuery, PanelReply, RunSnapshot } from '../../trace/src/panel-session.ts';

export type { RunPhase } from '../../trace/src/panel-session.ts';

/** A snapshot comes after `ready` and at each change; while live at most ten times a second. */
export type ToPanelMessage = RunSnapshot | PanelReply;

export type FromPanelMessage =
  | { readonly type: 'ready' }
  | PanelQuery
  /** A `file` that is no absolute path and no URL is relative to the script's folder. */
  | { readonly type: 'open-source'; readonly location: SourceLocation }
  /** A picture of the chart, to be saved where the reader says. `name` is a file name that can be proposed. */
  | { readonly type: 'save-picture'; readonly name: string; readonly bytes: Uint8Array }
  /** The run is to be saved where the reader says: its trace, or one page that shows it anywhere. */
  | { readonly type: 'save-run'; readonly as: 'trace' | 'report' }
  | { readonly type: 'stop' }
  | { readonly type: 'run-again' };
