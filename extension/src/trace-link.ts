/** extension <-> its trace worker, the thread that holds the trace. */
import type { PanelQuery, PanelReply, RunPhase, RunSnapshot } from '../../trace/src/panel-session.ts';

/**
 * Where a trace comes from: the folder of a run that the extension has started, the folder of one that it has only found
 * again (the worker tells when it is over), or a saved file.
 */
export type TraceSource =
  | { readonly type: 'run'; readonly folder: string }
  | { readonly type: 'found-run'; readonly folder: string }
  | { readonly type: 'file'; readonly file: string };

/** Start parameters of the worker. */
export interface TraceWorkerData {
  readonly source: TraceSource;
  /** A run that is over, to be shown below it. */
  readonly before?: TraceSource;
  readonly title: string;
  readonly phase: RunPhase;
}

export type ToTraceWorker =
  | PanelQuery
  | { readonly type: 'set-phase'; readonly phase: RunPhase }
  /** Nothing will be written any more: read what is left and answer `finished`. */
  | { readonly type: 'finish' };

export type FromTraceWorker =
  | RunSnapshot
  | PanelReply
  | { readonly type: 'finished'; readonly snapshot: RunSnapshot }
  /** What was read is no trace. */
  | { readonly type: 'unreadable'; readonly message: string };
