import { axisTop } from 'd3-axis';
import { select } from 'd3-selection';
import type { TimeScale } from './plot-scale.ts';
import { tickCount } from './plot-scale.ts';
import { tickFormatter } from './time-format.ts';

export const AXIS_PX = 24;

/** The time axis above the chart: d3's axis in an SVG of its own. */
export class TimeAxis {
  readonly svg: SVGSVGElement = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  readonly #group = document.createElementNS('http://www.w3.org/2000/svg', 'g');

  constructor() {
    this.svg.setAttribute('class', 'time-axis');
    this.svg.setAttribute('aria-hidden', 'true');
    this.#group.setAttribute('transform', `translate(0, ${AXIS_PX - 1})`);
    this.svg.append(this.#group);
  }

  draw(scale: TimeScale, widthPx: number): void {
    this.svg.setAttribute('width', String(widthPx));
    this.svg.setAttribute('height', String(AXIS_PX));
    const count = tickCount(widthPx);
    const ticks = scale.ticks(count);
    const stepNs = ticks.length > 1 ? ticks[1]! - ticks[0]! : scale.domain()[1]!;
    const axis = axisTop<number>(scale)
      .ticks(count)
      .tickFormat(tickFormatter(stepNs, ticks[ticks.length - 1] ?? 0))
      .tickSize(5)
      .tickPadding(4);
    select<SVGGElement, unknown>(this.#group).call(axis);
    // Labels at the edges would be cut in half: they grow inwards.
    for (const tick of this.#group.querySelectorAll<SVGGElement & { __data__?: number }>('.tick')) {
      const x = scale(tick.__data__ ?? 0);
      const anchor = x < 24 ? 'start' : x > widthPx - 24 ? 'end' : 'middle';
      tick.querySelector('text')?.setAttribute('text-anchor', anchor);
    }
  }
}
