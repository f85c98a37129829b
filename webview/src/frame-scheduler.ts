/** Draws at most once per frame, however often something asks for it. */
export class FrameScheduler {
  readonly #draw: (timeMs: number) => void;
  #requested = 0;

  constructor(draw: (timeMs: number) => void) {
    this.#draw = draw;
  }

  request(): void {
    if (this.#requested !== 0) return;
    this.#requested = requestAnimationFrame((timeMs) => {
      this.#requested = 0;
      this.#draw(timeMs);
    });
  }
}
