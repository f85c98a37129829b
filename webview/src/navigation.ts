/** Moves the range on screen: by the user's hand, by following a live run, smoothly where motion is welcome. */
import { NavigationHistory } from './navigation-history.ts';
import type { PanelState } from './panel-state.ts';
import type { TimeRange } from './time-range.ts';
import { clampRange, followRange, panRange, revealRange, spanOf, zoomRange } from './time-range.ts';
import { prefersReducedMotion } from './theme.ts';

const GLIDE_MS = 140;

interface Glide {
  readonly from: TimeRange;
  readonly to: TimeRange;
  readonly startMs: number;
}

export class Navigation {
  readonly #state: PanelState;
  readonly #onChange: () => void;
  readonly #history = new NavigationHistory();
  #glide: Glide | null = null;

  constructor(state: PanelState, onChange: () => void) {
    this.#state = state;
    this.#onChange = onChange;
  }

  /** The range that is shown once the current glide has come to rest. */
  get target(): TimeRange {
    return this.#glide?.to ?? this.#state.range;
  }

  /** At once, as a drag or a wheel wants it; stops following. */
  jump(range: TimeRange): void {
    this.#history.leave(this.target, performance.now(), true);
    this.#glide = null;
    this.#state.follow = false;
    this.#state.range = clampRange(range, this.#state.extent);
    this.#onChange();
  }

  /** Over a few frames. */
  glide(range: TimeRange): void {
    this.#history.leave(this.target, performance.now(), false);
    this.#glideTo(range);
  }

  get canGoBack(): boolean {
    return this.#history.canGoBack;
  }

  get canGoForward(): boolean {
    return this.#history.canGoForward;
  }

  /** To what was shown before the last move. */
  back(): void {
    this.#return(this.#history.back(this.target));
  }

  /** Takes the last way back again. */
  forward(): void {
    this.#return(this.#history.forward(this.target));
  }

  /** Another run. */
  forget(): void {
    this.#history.clear();
  }

  #return(range: TimeRange | undefined): void {
    if (!range) return;
    this.#state.follow = false;
    this.#glideTo(range);
  }

  #glideTo(range: TimeRange): void {
    const to = clampRange(range, this.#state.extent);
    if (prefersReducedMotion()) this.#state.range = to;
    else this.#glide = { from: this.#state.range, to, startMs: performance.now() };
    this.#onChange();
  }

  zoomBy(factor: number, anchorNs?: number): void {
    const { target } = this;
    this.#state.follow = false;
    this.glide(zoomRange(target, factor, anchorNs ?? (target.startNs + target.endNs) / 2));
  }

  /** Moves by a part of what is shown. */
  panBy(part: number): void {
    this.#state.follow = false;
    this.glide(panRange(this.target, part * spanOf(this.target)));
  }

  toStart(): void {
    this.#state.follow = false;
    this.glide(panRange(this.target, -this.target.startNs));
  }

  toEnd(): void {
    this.glide(panRange(this.target, this.#state.extent.endNs - this.target.endNs));
  }

  fit(): void {
    this.glide(this.#state.extent);
  }

  show(range: TimeRange): void {
    this.#state.follow = false;
    const room = spanOf(range) * 0.08;
    this.glide({ startNs: range.startNs - room, endNs: range.endNs + room });
  }

  reveal(range: TimeRange): void {
    const to = revealRange(this.target, range);
    if (to === this.target) return;
    this.#state.follow = false;
    this.glide(to);
  }

  setFollow(follow: boolean): void {
    this.#state.follow = follow;
    if (follow) this.toEnd();
    else this.#onChange();
  }

  /** The run has grown: `before` was its extent. */
  grow(before: TimeRange): void {
    if (!this.#state.follow) return;
    this.#glide = null;
    this.#state.range = followRange(this.#state.range, before, this.#state.extent);
  }

  /** One frame of a glide; true while there is more to come. */
  step(): boolean {
    if (!this.#glide) return false;
    const { from, to, startMs } = this.#glide;
    const part = Math.min(1, Math.max(0, (performance.now() - startMs) / GLIDE_MS));
    const eased = 1 - (1 - part) ** 3;
    this.#state.range = {
      startNs: from.startNs + (to.startNs - from.startNs) * eased,
      endNs: from.endNs + (to.endNs - from.endNs) * eased,
    };
    if (part < 1) return true;
    this.#state.range = to;
    this.#glide = null;
    return false;
  }
}
