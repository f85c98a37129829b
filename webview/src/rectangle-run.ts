/** Paints rectangles of one row, from left to right: those of one colour that touch are one, as a dense row has thousands. */
import type { DrawingContext } from './drawing-context.ts';
import type { Fill } from './palette.ts';

/** A narrower gap than this is no gap on any screen. */
const TOUCH_PX = 0.5;

/** To be flushed when something is painted that lies over it, and at the end. */
export class RectangleRun {
  readonly #context: Pick<DrawingContext, 'fillStyle' | 'globalAlpha' | 'fillRect'>;
  #topPx = 0;
  #heightPx = 0;
  #fill: Fill = '';
  #alpha = 1;
  #leftPx = 0;
  #rightPx = -Infinity;

  constructor(context: Pick<DrawingContext, 'fillStyle' | 'globalAlpha' | 'fillRect'>) {
    this.#context = context;
  }

  /** Where the next rectangles lie, and what they are painted with; `alpha` = 1 covers what is below. */
  row(topPx: number, heightPx: number, fill: Fill, alpha: number): void {
    if (topPx === this.#topPx && heightPx === this.#heightPx && fill === this.#fill && alpha === this.#alpha) return;
    this.flush();
    this.#topPx = topPx;
    this.#heightPx = heightPx;
    this.#fill = fill;
    this.#alpha = alpha;
  }

  add(leftPx: number, widthPx: number): void {
    const rightPx = leftPx + widthPx;
    if (leftPx >= this.#leftPx && leftPx <= this.#rightPx + TOUCH_PX) {
      this.#rightPx = Math.max(this.#rightPx, rightPx);
      return;
    }
    this.flush();
    this.#leftPx = leftPx;
    this.#rightPx = rightPx;
  }

  flush(): void {
    const widthPx = this.#rightPx - this.#leftPx;
    if (!(widthPx > 0)) return;
    this.#context.fillStyle = this.#fill;
    this.#context.globalAlpha = this.#alpha;
    this.#context.fillRect(this.#leftPx, this.#topPx, widthPx, this.#heightPx);
    this.#context.globalAlpha = 1;
    this.#rightPx = -Infinity;
  }
}
