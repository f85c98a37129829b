/** The whole run in one strip, with a frame around what the chart shows; drag it to move, click to go there. */
import type { WindowAnswer } from '../../trace/src/query.ts';
import { CanvasSurface } from './canvas-surface.ts';
import { drawUtilization } from './draw-utilization.ts';
import { element } from './element.ts';
import type { Navigation } from './navigation.ts';
import type { PanelState } from './panel-state.ts';
import type { Palette } from './palette.ts';
import { timeScale } from './plot-scale.ts';
import { spanOf } from './time-range.ts';

export const OVERVIEW_PX = 26;
const MIN_FRAME_PX = 6;

export class OverviewView {
  readonly root: HTMLElement = element('div', { class: 'overview', 'aria-hidden': 'true' });
  readonly #surface = new CanvasSurface('overview-canvas');
  /** What the picture on the surface was made of. */
  #drawn: readonly unknown[] = [];
  readonly #frame = element('div', { class: 'overview-frame' });
  readonly #state: PanelState;
  readonly #navigation: Navigation;

  constructor(state: PanelState, navigation: Navigation) {
    this.#state = state;
    this.#navigation = navigation;
    this.root.append(this.#surface.canvas, this.#frame);
    this.root.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      this.root.setPointerCapture(event.pointerId);
      this.#moveTo(event);
    });
    this.root.addEventListener('pointermove', (event) => {
      if (this.root.hasPointerCapture(event.pointerId)) this.#moveTo(event);
    });
  }

  /** Puts the middle of what is shown under the pointer. */
  #moveTo({ clientX }: PointerEvent): void {
    const { left, width } = this.root.getBoundingClientRect();
    const { range, extent } = this.#state;
    const middleNs = extent.startNs + ((clientX - left) / width) * spanOf(extent);
    const span = spanOf(range);
    this.#navigation.jump({ startNs: middleNs - span / 2, endNs: middleNs + span / 2 });
  }

  draw(answer: WindowAnswer | null, widthPx: number, palette: Palette): void {
    const { range, extent } = this.#state;
    const scale = timeScale(extent, widthPx);
    // While the chart moves the strip stays as it is, only the frame on it moves.
    const drawn = [answer, widthPx, palette, extent.startNs, extent.endNs, window.devicePixelRatio];
    if (drawn.some((value, index) => value !== this.#drawn[index])) {
      this.#drawn = drawn;
      const context = this.#surface.begin(widthPx, OVERVIEW_PX);
      const about = { scale, widthPx, heightPx: OVERVIEW_PX, palette };
      if (answer) drawUtilization(context, { columns: answer.utilization, covers: answer.query, ...about });
    }
    const left = scale(range.startNs);
    const width = Math.max(MIN_FRAME_PX, scale(range.endNs) - left);
    this.#frame.style.transform = `translateX(${Math.min(left, widthPx - width)}px)`;
    this.#frame.style.width = `${width}px`;
  }
}
