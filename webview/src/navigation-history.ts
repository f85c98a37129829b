/** What was shown before: ranges to go back to, and again forward. */
import type { TimeRange } from './time-range.ts';

const MOST = 200;
/** Moves that follow each other this fast are one: a drag, turns of a wheel. */
const SAME_MOVE_MS = 500;

export class NavigationHistory {
  readonly #before: TimeRange[] = [];
  #after: TimeRange[] = [];
  #movedMs = -Infinity;

  /** A move away from a range begins, or goes on. `isSmooth`: one of many small ones, as of a wheel. */
  leave(range: TimeRange, nowMs: number, isSmooth: boolean): void {
    const goesOn = isSmooth && nowMs - this.#movedMs < SAME_MOVE_MS;
    this.#movedMs = isSmooth ? nowMs : -Infinity;
    if (goesOn) return;
    const last = this.#before.at(-1);
    if (last?.startNs === range.startNs && last.endNs === range.endNs) return;
    this.#before.push({ startNs: range.startNs, endNs: range.endNs });
    if (this.#before.length > MOST) this.#before.shift();
    this.#after = [];
  }

  get canGoBack(): boolean {
    return this.#before.length > 0;
  }

  get canGoForward(): boolean {
    return this.#after.length > 0;
  }

  /** The range before `shown`; `undefined` at the first. */
  back(shown: TimeRange): TimeRange | undefined {
    return this.#step(this.#before, this.#after, shown);
  }

  forward(shown: TimeRange): TimeRange | undefined {
    return this.#step(this.#after, this.#before, shown);
  }

  /** Another run. */
  clear(): void {
    this.#before.length = this.#after.length = 0;
  }

  #step(from: TimeRange[], to: TimeRange[], shown: TimeRange): TimeRange | undefined {
    this.#movedMs = -Infinity;
    const range = from.pop();
    if (range) to.push({ startNs: shown.startNs, endNs: shown.endNs });
    return range;
  }
}
