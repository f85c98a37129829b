/** Everything the views draw from, besides the answers of the feeds. */
import type { RunPhase, RunSnapshot } from '../../trace/src/panel-session.ts';
import type { Finding, RunSummary } from '../../trace/src/summary.ts';
import type {
  KindHistogram,
  PathStretch,
  SearchMatches,
  SliceDetails,
  SliceFlows,
  SourceLocation,
  WindowAnswer,
} from '../../trace/src/query.ts';
import type { RangeFigures } from '../../trace/src/range-figures.ts';
import type { LaneGroup, LaneLayout } from './lane-layout.ts';
import { layoutLanes } from './lane-layout.ts';
import { LaneOrder } from './lane-order.ts';
import { newestMark, type SliceMark } from './slice-mark.ts';
import { besideScript } from './source-location.ts';
import type { TimeRange } from './time-range.ts';
import { MIN_SPAN_NS } from './time-range.ts';

const NO_FINDINGS: readonly Finding[] = [];

/** Before anything is known the axis shows one second. */
const EMPTY_EXTENT: TimeRange = { startNs: 0, endNs: 1e9 };

export class PanelState {
  snapshot: RunSnapshot | null = null;
  /** `performance.now()` when the snapshot came: a live run's clock goes on from there. */
  receivedAtMs = 0;
  range: TimeRange = EMPTY_EXTENT;
  follow = true;
  /** Of two runs: whether verdict, figures and tables are of the run before. */
  ofBefore = false;
  hovered: SliceMark | null = null;
  hoveredDetails: SliceDetails | null = null;
  /** Where keyboard focus is, or was last. */
  focused: SliceMark | null = null;
  selected: SliceMark | null = null;
  selectedDetails: SliceDetails | null = null;
  selectedFlows: SliceFlows | null = null;
  /** How long the slices of the selected one's kind take. */
  selectedKind: KindHistogram | null = null;
  /** What the reader has picked to look at its figures. */
  picked: TimeRange | null = null;
  /** While it is being dragged its figures are not shown: they would take room from the chart under the pointer. */
  isPicking = false;
  /** Of the picked range, else of the whole run: the newest that are known. */
  figures: RangeFigures | null = null;
  /** What a search has found; null while nothing is looked for. */
  matches: SearchMatches | null = null;
  /** The critical path; null while it is not shown. */
  path: readonly PathStretch[] | null = null;
  readonly order: LaneOrder = new LaneOrder();
  readonly collapsed: Set<LaneGroup> = new Set<LaneGroup>(['helpers']);
  #layout: LaneLayout = layoutLanes([], new Set());
  #layoutKey: unknown = null;
  #collapsedKey = '';

  get phase(): RunPhase {
    return this.snapshot?.phase ?? { type: 'starting' };
  }

  get live(): boolean {
    return this.phase.type === 'running' || this.phase.type === 'starting';
  }

  /** Whether there is nothing to draw: no lane yet, or a run that shows nothing and says why in words. */
  get isEmpty(): boolean {
    return this.phase.type === 'failed' || this.layout.headings.length === 0;
  }

  get findings(): readonly Finding[] {
    return this.isEmpty ? NO_FINDINGS : (this.summary?.findings ?? NO_FINDINGS);
  }

  /** Of the run that is spoken of. */
  get summary(): RunSummary | null {
    const { summary = null, summaryBefore = null } = this.snapshot ?? {};
    return this.ofBefore ? summaryBefore : summary;
  }

  get endNs(): number {
    return this.snapshot?.endNs ?? 0;
  }

  /** All the time there is. */
  get extent(): TimeRange {
    return this.endNs > 0 ? { startNs: 0, endNs: Math.max(this.endNs, MIN_SPAN_NS) } : EMPTY_EXTENT;
  }

  get layout(): LaneLayout {
    const { snapshot, order } = this;
    const collapsedKey = `${[...this.collapsed].join()} ${order.version}`;
    if (snapshot !== this.#layoutKey || collapsedKey !== this.#collapsedKey) {
      this.#layout = layoutLanes(snapshot?.lanes ?? [], this.collapsed, (group, lanes) =>
        order.arrange(group, lanes, (group === 'before' ? snapshot?.summaryBefore : snapshot?.summary) ?? null),
      );
      this.#layoutKey = snapshot;
      this.#collapsedKey = collapsedKey;
    }
    return this.#layout;
  }

  laneName(laneId: number): string {
    return this.snapshot?.lanes.find((lane) => lane.id === laneId)?.name ?? '';
  }

  /** A place that findings name: those of the run before are relative to its own script. */
  located(location: SourceLocation): SourceLocation {
    const script = this.ofBefore ? this.snapshot?.comparison?.before.script : undefined;
    return script === undefined ? location : besideScript(location, script);
  }

  /** Open slices have grown since they were taken out of an answer. */
  renewMarks(answer: WindowAnswer | null): void {
    this.hovered = newestMark(answer, this.hovered);
    this.focused = newestMark(answer, this.focused);
    this.selected = newestMark(answer, this.selected);
  }

  /** Forgets what belongs to the run before. */
  startRun(): void {
    this.range = this.extent;
    this.follow = true;
    this.ofBefore = false;
    this.hovered = this.focused = this.selected = null;
    this.hoveredDetails = this.selectedDetails = null;
    this.selectedFlows = null;
    this.selectedKind = null;
    this.picked = this.figures = this.matches = this.path = null;
  }
}

/** Whether a snapshot is of another run than the one before it. */
export function isOtherRun(before: RunSnapshot | null, now: RunSnapshot): boolean {
  if (before === null) return false;
  const wasOver = before.phase.type !== 'starting' && before.phase.type !== 'running';
  const isLive = now.phase.type === 'starting' || now.phase.type === 'running';
  return now.endNs < before.endNs || now.title !== before.title || (wasOver && isLive);
}
