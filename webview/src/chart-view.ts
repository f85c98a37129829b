/** The chart: overview, axis, cores in use, lanes. Draws the state; knows what lies at a point. */
import type { WindowAnswer } from '../../trace/src/query.ts';
import { CanvasSurface } from './canvas-surface.ts';
import { CoreUseView } from './core-use-view.ts';
import { drawLanes } from './draw-lanes.ts';
import { element, setText } from './element.ts';
import { deepestAt, indexAt } from './hit-test.ts';
import type { LaneDrawing } from './lane-drawing.ts';
import { LaneLabels, type LaneActions } from './lane-labels.ts';
import type { LanePlace } from './lane-layout.ts';
import { laneAt, rowOf, visiblePlaces } from './lane-layout.ts';
import type { OverviewView } from './overview-view.ts';
import type { Palette } from './palette.ts';
import type { PanelState } from './panel-state.ts';
import { timeScale } from './plot-scale.ts';
import { shortRunName } from './run-choice.ts';
import type { SliceMark } from './slice-mark.ts';
import { levelMarkAt, markAt } from './slice-mark.ts';
import { strings } from './strings.ts';
import { TextFitter } from './text-fitter.ts';
import { TimeAxis } from './time-axis.ts';

const HIT_TOLERANCE_PX = 3;

export interface Rectangle {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

function row(className: string, children: readonly Node[]): HTMLElement {
  return element('div', { class: `chart-row ${className}` }, children);
}

function gutter(text: string): HTMLElement {
  return element('div', { class: 'gutter' }, [element('span', { class: 'gutter-title' }, [text])]);
}

interface ChartSize {
  readonly plotWidthPx: number;
  readonly lanesHeightPx: number;
}

export class ChartView {
  readonly root: HTMLElement = element('section', { class: 'chart', 'aria-label': strings.chart });
  /** Lies over everything that moves with time; takes the pointer and the keys. */
  readonly plot: HTMLElement = element('div', {
    class: 'plot',
    tabindex: '0',
    role: 'application',
    'aria-label': strings.chart,
  });
  readonly scroller: HTMLElement = element('div', { class: 'lanes-scroller', tabindex: '-1' });
  readonly #lanesRow = element('div', { class: 'lanes' });
  readonly #note = element('p', { class: 'chart-note', hidden: '' });
  readonly #surface = new CanvasSurface('lanes-canvas');
  readonly #axis = new TimeAxis();
  readonly #coreUse = new CoreUseView();
  readonly #labels: LaneLabels;
  readonly #overview: OverviewView;
  readonly #fitter = new TextFitter();
  readonly #taskColours = new Map<string, number>();
  #answer: WindowAnswer | null = null;
  #drawing: LaneDrawing | null = null;
  #size: ChartSize | null = null;
  #scrollbarPx = 0;

  constructor(overview: OverviewView, actions: LaneActions) {
    this.#overview = overview;
    this.#labels = new LaneLabels(actions);
    this.scroller.append(this.#labels.root);
    this.#lanesRow.append(this.#surface.canvas, this.scroller);
    const moving = element('div', { class: 'moving' }, [
      row('axis-row', [gutter(''), this.#axis.svg]),
      row('core-use-row', [this.#coreUse.gutter, this.#coreUse.surface.canvas]),
      this.#lanesRow,
      this.plot,
    ]);
    this.root.append(row('overview-row', [gutter(strings.wholeRun), overview.root]), moving, this.#note);
  }

  /** As of the last frame: asked of the page in the middle of one it would lay out all anew. */
  get plotWidthPx(): number {
    return (this.#size ?? this.#measure()).plotWidthPx;
  }

  get #lanesHeightPx(): number {
    return (this.#size ?? this.#measure()).lanesHeightPx;
  }

  #measure(): ChartSize {
    const plotWidthPx = Math.max(1, Math.floor(this.plot.clientWidth));
    return (this.#size = { plotWidthPx, lanesHeightPx: this.scroller.clientHeight });
  }

  /** Lanes on screen, with one screen more below and above, so that scrolling shows no blanks. */
  wantedLanes({ layout }: PanelState): number[] {
    const height = this.#lanesHeightPx;
    const scrollTopPx = this.#drawing?.scrollTopPx ?? 0;
    return visiblePlaces(layout, scrollTopPx - height, height * 3).map(({ lane }) => lane.id);
  }

  /** The colours or the font changed. */
  resetTheme(): void {
    this.#fitter.reset();
  }

  draw(state: PanelState, answer: WindowAnswer | null, palette: Palette): void {
    this.#answer = answer;
    const measured = answer?.utilization.measured ?? true;
    this.#note.hidden = measured;
    setText(this.#note, measured ? '' : strings.coresNotMeasured);
    this.#labels.update(state);
    this.#labels.note(answer?.lanes ?? []);
    this.#lanesRow.style.height = `${Math.max(state.layout.heightPx, 60)}px`;
    // The scrollbar, where there is one, takes its room from the plot.
    const scrollbarPx = this.scroller.offsetWidth - this.scroller.clientWidth;
    if (scrollbarPx !== this.#scrollbarPx) this.plot.style.right = `${scrollbarPx}px`;
    this.#scrollbarPx = scrollbarPx;
    // Before the axis is written: from here on the page is not asked.
    const { plotWidthPx: widthPx, lanesHeightPx: heightPx } = this.#measure();
    const { scrollTop: scrollTopPx } = this.scroller;
    const scale = timeScale(state.range, widthPx);
    this.#axis.draw(scale, widthPx);
    this.#coreUse.name(shortRunName(state));
    this.#coreUse.draw(answer, scale, widthPx, palette);
    this.#drawing = {
      answer,
      places: visiblePlaces(state.layout, scrollTopPx, heightPx),
      scale,
      widthPx,
      heightPx,
      scrollTopPx,
      endNs: state.endNs,
      live: state.live && state.snapshot !== null,
      selected: state.selected,
      flows: state.selectedFlows,
      allPlaces: state.layout.places,
      hovered: state.hovered,
      matches: state.matches,
      path: state.path,
      palette,
      fitter: this.#fitter,
      colourOf: this.colourOf,
      threadColours: this.#labels.threadColours,
    };
    drawLanes(this.#surface.begin(widthPx, heightPx), this.#drawing);
  }

  /** What the lanes were drawn from last; null before the first frame. */
  get drawing(): LaneDrawing | null {
    return this.#drawing;
  }

  drawOverview(answer: WindowAnswer | null, palette: Palette): void {
    this.#overview.draw(answer, this.plotWidthPx, palette);
  }

  /** The number of a function's colour: the same wherever the function is shown. */
  readonly colourOf = (name: string): number => {
    let index = this.#taskColours.get(name);
    if (index === undefined) {
      index = this.#taskColours.size;
      this.#taskColours.set(name, index);
    }
    return index;
  };

  /** The time at a distance from the plot's left edge. */
  timeAt(state: PanelState, xPx: number): number {
    return timeScale(state.range, this.plotWidthPx).invert(xPx);
  }

  #lanesTopPx(): number {
    return this.#lanesRow.getBoundingClientRect().top - this.plot.getBoundingClientRect().top;
  }

  /** The mark at a point of the page. */
  markAt(state: PanelState, clientX: number, clientY: number): SliceMark | null {
    const plot = this.plot.getBoundingClientRect();
    const yPx = clientY - plot.top - this.#lanesTopPx();
    if (!this.#answer || yPx < 0 || clientX < plot.left) return null;
    const found = laneAt(state.layout, yPx + this.scroller.scrollTop);
    const columns = found && this.#answer.lanes.find(({ laneId }) => laneId === found.place.lane.id);
    if (!columns) return null;
    const timeNs = this.timeAt(state, clientX - plot.left);
    const toleranceNs = this.timeAt(state, HIT_TOLERANCE_PX) - this.timeAt(state, 0);
    const { depth, level } = found;
    if (level) return levelMarkAt(this.#answer, columns, level, timeNs);
    const index = depth === undefined ? deepestAt(columns, timeNs) : indexAt(columns, depth, timeNs, toleranceNs);
    return index < 0 ? null : markAt(this.#answer, columns, index);
  }

  #placeOf(state: PanelState, laneId: number): LanePlace | undefined {
    return state.layout.places.find(({ lane }) => lane.id === laneId);
  }

  /** Where a mark lies inside the plot, cut to what is on screen. */
  rectangleOf(state: PanelState, mark: SliceMark): Rectangle | null {
    const place = this.#placeOf(state, mark.laneId);
    if (!place) return null;
    const scale = timeScale(state.range, this.plotWidthPx);
    const left = Math.min(Math.max(scale(mark.startNs), 0), this.plotWidthPx - 2);
    const right = Math.min(Math.max(scale(mark.endNs), left + 2), this.plotWidthPx);
    const { topPx, heightPx } = rowOf(place, mark.depth);
    return {
      leftPx: left,
      topPx: this.#lanesTopPx() + topPx - this.scroller.scrollTop,
      widthPx: right - left,
      heightPx,
    };
  }

  /** Scrolls the lanes so that the mark's lane is on screen. */
  revealLane(state: PanelState, laneId: number): void {
    const place = this.#placeOf(state, laneId);
    if (!place) return;
    const { scrollTop } = this.scroller;
    const bottom = place.topPx + place.heightPx;
    if (place.topPx < scrollTop) this.scroller.scrollTop = place.topPx;
    else if (bottom > scrollTop + this.#lanesHeightPx) this.scroller.scrollTop = bottom - this.#lanesHeightPx;
  }
}
