/**
 * What stands between a panel and a trace: it answers the panel's queries from a model and says what the run is at.
 * Pure, so that the extension's trace worker and the page of a report use the same one.
 */
import type { RunComparison } from './analysis/comparison/run-comparison.ts';
import type {
  KindHistogram,
  LaneInfo,
  OfRun,
  PathStretch,
  SearchMatches,
  SliceDetails,
  SliceFlows,
  WindowAnswer,
  WindowQuery,
} from './query.ts';
import type { FlameGraph, FlameQuery } from './flame-graph.ts';
import type { FiguresQuery, RangeFigures } from './range-figures.ts';
import type { RunSummary } from './summary.ts';

/** Where a run is; each but `starting` and `running` is final. */
export type RunPhase =
  | { readonly type: 'starting' }
  | { readonly type: 'running' }
  | { readonly type: 'ended'; readonly exitCode: number }
  | { readonly type: 'stopped' }
  /** Nothing to show; `message` says what happened and `nextStep` what to do. */
  | { readonly type: 'failed'; readonly message: string; readonly nextStep: string };

/** The run and its lanes as of now. */
export interface RunSnapshot {
  readonly type: 'run';
  readonly title: string;
  readonly phase: RunPhase;
  readonly lanes: readonly LaneInfo[];
  /** Newest time in the trace. */
  readonly endNs: number;
  /** Rows lost to full rings so far. */
  readonly dropped: number;
  /** Rows whose times make no sense: left out, or taken as moments. Absent = none. */
  readonly oddRows?: number;
  /** Of a reduced trace: what took less is counted, not recorded, ms. */
  readonly reducedBelowMs?: number;
  /** Live figures too: verdict and findings are of what has been recorded so far. */
  readonly summary: RunSummary | null;
  /** A file that was opened: there is nothing to stop, nor to run again. Absent = a run. */
  readonly isSaved?: boolean;
  /** Where the run is shown beside an earlier one. */
  readonly comparison?: RunComparison;
  /** Of that earlier run; its threads are called as its lanes are. */
  readonly summaryBefore?: RunSummary;
}

/** `id` comes back in the reply. */
export type PanelQuery =
  | { readonly type: 'query-window'; readonly id: number; readonly query: WindowQuery }
  | { readonly type: 'query-details'; readonly id: number; readonly laneId: number; readonly slice: number }
  | { readonly type: 'query-flows'; readonly id: number; readonly laneId: number; readonly slice: number }
  | { readonly type: 'query-kind'; readonly id: number; readonly laneId: number; readonly slice: number }
  | { readonly type: 'query-figures'; readonly id: number; readonly range: FiguresQuery }
  | { readonly type: 'query-flame'; readonly id: number; readonly query: FlameQuery }
  | { readonly type: 'query-search'; readonly id: number; readonly text: string }
  | ({ readonly type: 'query-path'; readonly id: number } & OfRun);

export type PanelReply =
  | { readonly type: 'window'; readonly id: number; readonly answer: WindowAnswer }
  | { readonly type: 'details'; readonly id: number; readonly details: SliceDetails | null }
  | { readonly type: 'flows'; readonly id: number; readonly flows: SliceFlows | null }
  | { readonly type: 'kind'; readonly id: number; readonly histogram: KindHistogram | null }
  | { readonly type: 'figures'; readonly id: number; readonly figures: RangeFigures }
  | { readonly type: 'flame'; readonly id: number; readonly flame: FlameGraph }
  | { readonly type: 'matches'; readonly id: number; readonly matches: SearchMatches }
  | { readonly type: 'path'; readonly id: number; readonly path: readonly PathStretch[] };

/** Whether a message of a panel is a question to its session. */
export function isPanelQuery<Message extends { readonly type: string }>(
  message: Message,
): message is Extract<Message, PanelQuery> {
  return message.type.startsWith('query-');
}

/** What a session needs of a trace's model; `TraceModel` is one. */
export interface PanelModel {
  readonly endNs: number;
  readonly dropped: number;
  readonly oddRows: number;
  readonly reducedBelowMs: number | undefined;
  lanes(): readonly LaneInfo[];
  window(query: WindowQuery): WindowAnswer;
  details(laneId: number, slice: number): SliceDetails | null;
  flowsOf(laneId: number, slice: number): SliceFlows | null;
}

/** Rarer questions, each of which goes through the trace; `lookUpIn` makes one. */
export interface LookUp {
  figures(range: FiguresQuery): RangeFigures;
  flame(query: FlameQuery): FlameGraph;
  search(text: string): SearchMatches;
  /** The critical path; default: of the later run. */
  path(of?: OfRun): readonly PathStretch[];
  /** `null` when there is no such slice. */
  kindOf(laneId: number, slice: number): KindHistogram | null;
}

export interface PanelSessionOptions {
  /** Shown above the chart: the script's file name. */
  readonly title: string;
  readonly model: PanelModel;
  readonly lookUp: LookUp;
  /** The figures of what has been recorded so far; null while there is nothing to say. Called for each snapshot. */
  readonly summarize: () => RunSummary | null;
  /** Sets the run against an earlier one; default: there is none. */
  readonly compare?: (summary: RunSummary) => Required<Pick<RunSnapshot, 'comparison' | 'summaryBefore'>>;
  /** Whether it is a file that was opened; default: a run. */
  readonly isSaved?: boolean;
  /** Default: starting. */
  readonly phase?: RunPhase;
}

/** Answers a panel's queries. The owner appends to the model, sets the phase, and posts a snapshot when either changed. */
export class PanelSession {
  readonly #options: PanelSessionOptions;
  #phase: RunPhase;

  constructor(options: PanelSessionOptions) {
    this.#options = options;
    this.#phase = options.phase ?? { type: 'starting' };
  }

  get phase(): RunPhase {
    return this.#phase;
  }

  set phase(phase: RunPhase) {
    this.#phase = phase;
  }

  snapshot(): RunSnapshot {
    const { title, model, summarize, compare, isSaved = false } = this.#options;
    const summary = summarize();
    return {
      type: 'run',
      title,
      phase: this.#phase,
      lanes: model.lanes(),
      endNs: model.endNs,
      dropped: model.dropped,
      ...(model.oddRows > 0 && { oddRows: model.oddRows }),
      ...(model.reducedBelowMs !== undefined && { reducedBelowMs: model.reducedBelowMs }),
      summary,
      ...(isSaved && { isSaved }),
      ...(summary && compare?.(summary)),
    };
  }

  answer(query: PanelQuery): PanelReply {
    const { model, lookUp } = this.#options;
    const { id } = query;
    switch (query.type) {
      case 'query-window':
        return { type: 'window', id, answer: model.window(query.query) };
      case 'query-details':
        return { type: 'details', id, details: model.details(query.laneId, query.slice) };
      case 'query-flows':
        return { type: 'flows', id, flows: model.flowsOf(query.laneId, query.slice) };
      case 'query-kind':
        return { type: 'kind', id, histogram: lookUp.kindOf(query.laneId, query.slice) };
      case 'query-figures':
        return { type: 'figures', id, figures: lookUp.figures(query.range) };
      case 'query-flame':
        return { type: 'flame', id, flame: lookUp.flame(query.query) };
      case 'query-search':
        return { type: 'matches', id, matches: lookUp.search(query.text) };
      case 'query-path':
        return { type: 'path', id, path: lookUp.path(query) };
    }
  }
}

/** Typed arrays of a reply whose buffers may be transferred to where the panel lives, instead of copied. */
export function transferablesOf(reply: PanelReply): ArrayBuffer[] {
  if (reply.type !== 'window') return [];
  const buffers = new Set<ArrayBuffer>();
  const { lanes, utilization } = reply.answer;
  for (const part of [...lanes, ...lanes.flatMap(({ levels = [] }) => levels), utilization])
    for (const value of Object.values(part) as unknown[])
      if (ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
  return [...buffers];
}
