/** What passes between the page and its trace worker, beside the panel's own messages. */
import type { PanelQuery, PanelReply, RunSnapshot } from '../../trace/src/panel-session.ts';

export type ToTraceSide =
  | PanelQuery
  /** Reads the trace at the address. */
  | { readonly type: 'open'; readonly url: string }
  /** Plays a run that writes so many rows in so long. */
  | { readonly type: 'live'; readonly rows: number; readonly seconds: number }
  | { readonly type: 'ask-slices' };

export type FromTraceSide =
  | PanelReply
  | RunSnapshot
  | { readonly type: 'slices'; readonly threads: readonly ThreadSlices[]; readonly endNs: number }
  | { readonly type: 'played' };

/** Every slice of a thread. */
export interface ThreadSlices {
  readonly startNs: Float64Array;
  readonly endNs: Float64Array;
  readonly state: Uint8Array;
}
