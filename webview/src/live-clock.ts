import { prefersReducedMotion } from './theme.ts';

const TICK_MS = 100;
const CALM_TICK_MS = 1000;

/** While a run is live its clock goes on between snapshots: asks for the next frame after a while, once at a time. */
export class LiveClock {
  readonly #tick: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tick: () => void) {
    this.#tick = tick;
  }

  /** To be called in each frame of a run that goes on. */
  next(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#tick();
      },
      prefersReducedMotion() ? CALM_TICK_MS : TICK_MS,
    );
  }
}
