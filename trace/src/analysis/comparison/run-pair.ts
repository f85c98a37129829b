/**
 * Two runs on one axis: a panel sees the later one as it always does, and below it the lanes of the run before, which begins
 * at the same zero. Figures, flame chart and critical path are of the run that is asked for.
 */
import type { FlameQuery } from '../../flame-graph.ts';
import type { TraceModel } from '../../model/trace-model.ts';
import type { LookUp, PanelModel, PanelSessionOptions } from '../../panel-session.ts';
import type { LaneInfo, SearchMatches, SliceDetails, SliceFlows, WindowAnswer, WindowQuery } from '../../query.ts';
import type { RunSummary } from '../../summary.ts';
import { lookUpIn } from '../look-up.ts';
import { summarize } from '../summarize.ts';
import { compareRuns } from './compare-runs.ts';
import {
  figuresOfBefore,
  flameOfBefore,
  isOfBefore,
  isShown,
  laneOfBefore,
  nameOfBefore,
  ownLane,
  pathOfBefore,
  sliceOfBefore,
  summaryOfBefore,
} from './lanes-of-before.ts';

/** What a session needs in order to show `after` beside `before`. */
export function besideRun(
  after: TraceModel,
  before: TraceModel,
): Pick<PanelSessionOptions, 'model' | 'lookUp' | 'compare'> {
  let known: { readonly own: RunSummary; readonly shown: RunSummary } | undefined;
  return {
    model: new RunPair(after, before),
    lookUp: lookUpInPair(after, before),
    compare: (summary) => {
      if (!known) {
        const own = summarize(before, { isOver: true });
        known = { own, shown: summaryOfBefore(own) };
      }
      return { comparison: compareRuns(known.own, summary), summaryBefore: known.shown };
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
      .filter(isShown)
      .map((lane) => ({ ...lane, id: laneOfBefore(lane.id), name: nameOfBefore(lane.name), before: true }));
    return [...this.#after.lanes(), ...before];
  }

  window(query: WindowQuery): WindowAnswer {
    const { laneIds } = query;
    const after = this.#after.window({ ...query, laneIds: laneIds.filter((id) => !isOfBefore(id)) });
    const own = laneIds.filter(isOfBefore).map(ownLane);
    if (own.length === 0 && !query.before) return { ...after, query };
    const before = this.#before.window({ ...query, laneIds: own });
    const { utilization } = query.before ? before : after;
    const names = after.names.length;
    const lanes = before.lanes.map((columns) => ({
      ...columns,
      laneId: laneOfBefore(columns.laneId),
      name: columns.name.map((name) => name + names),
    }));
    return { query, utilization, lanes: [...after.lanes, ...lanes], names: [...after.names, ...before.names] };
  }

  details(laneId: number, slice: number): SliceDetails | null {
    if (!isOfBefore(laneId)) return this.#after.details(laneId, slice);
    const details = this.#before.details(ownLane(laneId), slice);
    if (!details) return null;
    const facts = details.facts.map((fact) =>
      fact.label === 'thread' ? { ...fact, value: nameOfBefore(fact.value) } : fact,
    );
    return { ...details, laneId, facts };
  }

  flowsOf(laneId: number, slice: number): SliceFlows | null {
    if (!isOfBefore(laneId)) return this.#after.flowsOf(laneId, slice);
    const found = this.#before.flowsOf(ownLane(laneId), slice);
    if (!found) return null;
    const flows = found.flows.map((flow) => {
      const { there } = flow;
      const ref = there.slice && { slice: sliceOfBefore(there.slice) };
      return { ...flow, there: { ...there, laneId: laneOfBefore(there.laneId), ...ref } };
    });
    return { ...found, laneId, flows };
  }
}

function lookUpInPair(after: TraceModel, before: TraceModel): LookUp {
  const [ofAfter, earlier] = [lookUpIn(after), lookUpIn(before)];
  return {
    figures: (query) => (query.before ? figuresOfBefore(earlier.figures(query), query) : ofAfter.figures(query)),
    flame: (query) => (query.before ? flameOfBefore(earlier.flame(own(query)), query) : ofAfter.flame(query)),
    path: (of) => (of?.before ? pathOfBefore(earlier.path()) : ofAfter.path()),
    search: (text) => merged(ofAfter.search(text), earlier.search(text)),
    kindOf: (laneId, slice) =>
      isOfBefore(laneId) ? earlier.kindOf(ownLane(laneId), slice) : ofAfter.kindOf(laneId, slice),
  };
}

function merged(after: SearchMatches, before: SearchMatches): SearchMatches {
  const slices = [...after.slices, ...before.slices.map(sliceOfBefore)].sort((a, b) => a.startNs - b.startNs);
  return { ...after, count: after.count + before.count, slices };
}

function own(query: FlameQuery): FlameQuery {
  return query.laneId === undefined ? query : { ...query, laneId: ownLane(query.laneId) };
}
