/** What the lanes are drawn from, in one frame. */
import type { PathStretch, SearchMatches, SliceFlows, WindowAnswer } from '../../trace/src/query.ts';
import type { LanePlace } from './lane-layout.ts';
import type { Palette } from './palette.ts';
import type { TimeScale } from './plot-scale.ts';
import type { SliceMark } from './slice-mark.ts';
import type { TextFitter } from './text-fitter.ts';

export interface LaneDrawing {
  readonly answer: WindowAnswer | null;
  readonly places: readonly LanePlace[];
  readonly scale: TimeScale;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly scrollTopPx: number;
  /** Newest time of the trace. */
  readonly endNs: number;
  readonly live: boolean;
  readonly selected: SliceMark | null;
  /** Of the selected slice. */
  readonly flows: SliceFlows | null;
  /** All lanes that are not folded away: arrows lead out of the screen. */
  readonly allPlaces: readonly LanePlace[];
  readonly hovered: SliceMark | null;
  readonly matches: SearchMatches | null;
  readonly path: readonly PathStretch[] | null;
  readonly palette: Palette;
  readonly fitter: TextFitter;
  /** Which of the task colours a function has. */
  readonly colourOf: (name: string) => number;
  /** Which of them a thread has, by its name. */
  readonly threadColours: ReadonlyMap<string, number>;
}
