import type { LookUp } from '../panel-session.ts';
import { searchSlices } from '../model/search.ts';
import type { TraceData } from '../model/trace-data.ts';
import { pathOverlay } from './critical-path/path-overlay.ts';
import { flameGraph } from './flame/flame-graph.ts';
import { kindHistogram } from './figures/kind-histogram.ts';
import { rangeFigures } from './figures/range-figures.ts';

/** Answers a panel's rarer questions, each by a pass over the trace. */
export function lookUpIn(data: TraceData): LookUp {
  return {
    figures: (range) => rangeFigures(data, range),
    flame: (query) => flameGraph(data, query),
    search: (text) => searchSlices(data, text),
    path: () => pathOverlay(data),
    kindOf: (laneId, slice) => kindHistogram(data, laneId, slice),
  };
}
