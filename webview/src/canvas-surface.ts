/** A canvas whose drawing code works in device-independent pixels: the one place that knows the pixel ratio. */
export class CanvasSurface {
  readonly canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #widthPx = 0;
  #heightPx = 0;
  #ratio = 0;

  constructor(className: string) {
    this.canvas = document.createElement('canvas');
    this.canvas.className = className;
    this.canvas.setAttribute('aria-hidden', 'true');
    const context = this.canvas.getContext('2d');
    if (!context) throw new Error('The panel needs a 2D canvas, and this browser gives none.');
    this.#context = context;
  }

  get widthPx(): number {
    return this.#widthPx;
  }

  get heightPx(): number {
    return this.#heightPx;
  }

  /** Fits the backing store to size and pixel ratio, if they changed, and clears it. */
  begin(widthPx: number, heightPx: number): CanvasRenderingContext2D {
    const ratio = window.devicePixelRatio || 1;
    if (widthPx !== this.#widthPx || heightPx !== this.#heightPx || ratio !== this.#ratio) {
      this.#widthPx = widthPx;
      this.#heightPx = heightPx;
      this.#ratio = ratio;
      this.canvas.width = Math.max(1, Math.round(widthPx * ratio));
      this.canvas.height = Math.max(1, Math.round(heightPx * ratio));
      this.canvas.style.width = `${widthPx}px`;
      this.canvas.style.height = `${heightPx}px`;
    }
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#context.clearRect(0, 0, widthPx, heightPx);
    return this.#context;
  }
}
