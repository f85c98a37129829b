/** Cores in use over time: this program, ourselves, others, and the line at what is available. */
import { axisLeft } from 'd3-axis';
import { scaleLinear } from 'd3-scale';
import { select } from 'd3-selection';
import type { WindowAnswer } from '../../trace/src/query.ts';
import { CanvasSurface } from './canvas-surface.ts';
import { drawGrid } from './draw-grid.ts';
import { coreScale, drawIdealLine, drawUtilization } from './draw-utilization.ts';
import { element, setText } from './element.ts';
import type { Palette } from './palette.ts';
import type { TimeScale } from './plot-scale.ts';
import { fill, strings } from './strings.ts';

export const CORE_USE_PX = 76;
const SVG = 'http://www.w3.org/2000/svg';

export class CoreUseView {
  readonly gutter: HTMLElement;
  readonly surface: CanvasSurface = new CanvasSurface('core-use-canvas');
  readonly #svg = document.createElementNS(SVG, 'svg');
  readonly #available = element('span', { class: 'gutter-note' });
  readonly #run = element('span', { class: 'gutter-note' });
  #shownAvailable = -1;

  constructor() {
    this.#svg.setAttribute('class', 'core-axis');
    this.#svg.setAttribute('aria-hidden', 'true');
    this.gutter = element('div', { class: 'gutter core-use-gutter' }, [
      element('span', { class: 'gutter-title' }, [strings.coresInUse]),
      this.#available,
      this.#run,
      this.#svg,
    ]);
  }

  /** `run`: which of two it is; empty where there is but one. */
  name(run: string): void {
    setText(this.#run, run);
  }

  draw(answer: WindowAnswer | null, scale: TimeScale, widthPx: number, palette: Palette): void {
    const context = this.surface.begin(widthPx, CORE_USE_PX);
    drawGrid(context, scale, widthPx, CORE_USE_PX, palette);
    if (!answer) return;
    const { utilization, query } = answer;
    const drawing = { columns: utilization, covers: query, scale, widthPx, heightPx: CORE_USE_PX, palette };
    drawUtilization(context, drawing);
    drawIdealLine(context, drawing);
    this.#drawAxis(utilization.available);
  }

  #drawAxis(available: number): void {
    if (available === this.#shownAvailable) return;
    this.#shownAvailable = available;
    setText(this.#available, fill(strings.ideal, { count: available }));
    const place = coreScale(available, CORE_USE_PX);
    const scale = scaleLinear([0, available], [place(0), place(available)]);
    const step = Math.ceil(available / 4);
    const ticks = Array.from({ length: Math.floor(available / step) }, (_, index) => (index + 1) * step);
    const values = ticks.includes(available) ? ticks : [...ticks, available];
    this.#svg.replaceChildren();
    this.#svg.setAttribute('width', '28');
    this.#svg.setAttribute('height', String(CORE_USE_PX));
    const axis = axisLeft<number>(scale).tickValues(values).tickFormat(String).tickSize(4).tickPadding(3);
    select(this.#svg).append('g').attr('transform', 'translate(27, 0)').call(axis);
  }
}
