/**
 * Two runs on one axis: a panel sees the later one as it always does, and below it the lanes of the run before, which begins
 * at the same zero. Figures, tables and the critical path are of the later run.
 */
import type { TraceModel } from '../../model/trace-model.ts';
import type { LookUp, PanelModel, PanelSessionOptions } from '../../panel-session.ts';
import type {
  LaneInfo,
  SearchMatches,
  SliceDetails,
  SliceFlows,
  SliceRef,
  WindowAnswer,
  WindowQuery,
} from '../../query.ts';
import type { RunSummary } from '../../summary.ts';
import { lookUpIn } from '../look-up.ts';
import { summarize } from '../summarize.ts';
import { compareRuns } from './compare-runs.ts';

/** Lanes of the run before have ids from here on: those of one run are below. */
const BEFORE = 2 ** 40;

/** What a session needs in order to show `after` beside `before`. */
export function besideRun(
  after: TraceModel,
  before: TraceModel,
): Pick<PanelSessionOptions, 'model' | 'lookUp' | 'compare'> {
  let summaryBefore: RunSummary | undefined;
  return {
    model: new RunPair(after, before),
    lookUp: lookUpInPair(after, before),
    compare: (summary) => {
      summaryBefore ??= summarize(before, { isOver: true });
      return compareRuns(summaryBefore, summary);
    },
  };
}

class RunPair implements PanelModel {
  readonly #after: TraceModel;
  readonly #before: TraceModel;

  constructor(after: TraceModel, before: TraceModel) {
    this.#after = after;
    this.#before = before;
  }

  get endNs(): number {
    return Math.max(this.#after.endNs, this.#before.endNs);
  }

  get dropped(): number {
    return this.#after.dropped + this.#before.dropped;
  }

  get oddRows(): number {
    return this.#after.oddRows + this.#before.oddRows;
  }

  get reducedBelowMs(): number | undefined {
    return this.#after.reducedBelowMs ?? this.#before.reducedBelowMs;
  }

  lanes(): readonly LaneInfo[] {
    const before = this.#before
      .lanes()
      .filter(({ role }) => role !== 'instrument' && role !== 'helper')
      .map((lane) => ({ ...lane, id: lane.id + BEFORE, name: nameBefore(lane.name), before: true }));
    return [...this.#after.lanes(), ...before];
  }

  window(query: WindowQuery): WindowAnswer {
    const { laneIds } = query;
    const after = this.#after.window({ ...query, laneIds: laneIds.filter((id) => !isBefore(id)) });
    const own = laneIds.filter(isBefore).map((id) => id - BEFORE);
    if (own.length === 0) return { ...after, query };
    const before = this.#before.window({ ...query, laneIds: own });
    const names = after.names.length;
    const lanes = before.lanes.map((columns) => ({
      ...columns,
      laneId: columns.laneId + BEFORE,
      name: columns.name.map((name) => name + names),
    }));
    return { ...after, query, lanes: [...after.lanes, ...lanes], names: [...after.names, ...before.names] };
  }

  details(laneId: number, slice: number): SliceDetails | null {
    if (!isBefore(laneId)) return this.#after.details(laneId, slice);
    const details = this.#before.details(laneId - BEFORE, slice);
    if (!details) return null;
    const facts = details.facts.map((fact) =>
      fact.label === 'thread' ? { ...fact, value: nameBefore(fact.value) } : fact,
    );
    return { ...details, laneId, facts };
  }

  flowsOf(laneId: number, slice: number): SliceFlows | null {
    if (!isBefore(laneId)) return this.#after.flowsOf(laneId, slice);
    const found = this.#before.flowsOf(laneId - BEFORE, slice);
    if (!found) return null;
    const flows = found.flows.map((flow) => {
      const { there } = flow;
      const ref = there.slice && { slice: ofBefore(there.slice) };
      return { ...flow, there: { ...there, laneId: there.laneId + BEFORE, ...ref } };
    });
    return { ...found, laneId, flows };
  }
}

function lookUpInPair(after: TraceModel, before: TraceModel): LookUp {
  const [ofAfter, earlier] = [lookUpIn(after), lookUpIn(before)];
  return {
    ...ofAfter,
    search: (text) => merged(ofAfter.search(text), earlier.search(text)),
    kindOf: (laneId, slice) =>
      isBefore(laneId) ? earlier.kindOf(laneId - BEFORE, slice) : ofAfter.kindOf(laneId, slice),
  };
}

function merged(after: SearchMatches, before: SearchMatches): SearchMatches {
  const slices = [...after.slices, ...before.slices.map(ofBefore)].sort((a, b) => a.startNs - b.startNs);
  return { ...after, count: after.count + before.count, slices };
}

function ofBefore(slice: SliceRef): SliceRef {
  return { ...slice, laneId: slice.laneId + BEFORE };
}

function nameBefore(name: string): string {
  return `${name} (before)`;
}

function isBefore(laneId: number): boolean {
  return laneId >= BEFORE;
}
