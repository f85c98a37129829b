import type { FromPanelMessage } from '../../protocol/src/panel.ts';
import type { FiguresQuery, RangeFigures } from '../../trace/src/range-figures.ts';
import { LatestAnswer } from './latest-answer.ts';

/** The share of time that figures of a live run may take: each is a pass over the trace. */
const SHARE = 0.2;

/** Keeps the figures of a range at hand, and asks anew when the range or the trace has changed. */
export class FiguresFeed {
  readonly #latest: LatestAnswer<FiguresQuery, RangeFigures>;
  readonly #onAnswer: () => void;
  #answer: RangeFigures | null = null;
  #askedKey = '';
  #dueMs = 0;

  constructor(post: (message: FromPanelMessage) => void, nextId: () => number, onAnswer: () => void) {
    this.#latest = new LatestAnswer(nextId, (id, range) => post({ type: 'query-figures', id, range }));
    this.#onAnswer = onAnswer;
  }

  /** The newest answer; it may be of another range than the one that is wanted by now. */
  get answer(): RangeFigures | null {
    return this.#answer;
  }

  /** `version` changes when the trace has changed. */
  want({ startNs, endNs }: FiguresQuery, version: number): void {
    const ofRange = `${startNs} ${endNs}`;
    const key = `${ofRange} ${version}`;
    if (key === this.#askedKey || this.#latest.asking) return;
    const askedMs = performance.now();
    const isOtherRange = !this.#askedKey.startsWith(`${ofRange} `);
    if (!isOtherRange && askedMs < this.#dueMs) return;
    this.#askedKey = key;
    this.#latest.ask({ startNs, endNs }, (figures) => {
      this.#answer = figures;
      const nowMs = performance.now();
      this.#dueMs = nowMs + (nowMs - askedMs) / SHARE;
      this.#onAnswer();
    });
  }

  receive(id: number, figures: RangeFigures): void {
    this.#latest.receive(id, figures);
  }

  /** Another run. */
  reset(): void {
    this.#latest.reset();
    this.#answer = null;
    this.#askedKey = '';
  }
}
