/** Looking for slices by name or line: the matches, and which of them one is at. */
import type { FromPanelMessage } from '../../protocol/src/panel.ts';
import type { SearchMatches, SliceRef } from '../../trace/src/query.ts';
import { LatestAnswer } from './latest-answer.ts';
import type { PanelState } from './panel-state.ts';

export class Search {
  readonly #state: PanelState;
  readonly #changed: () => void;
  readonly #goTo: (slice: SliceRef) => void;
  readonly #latest: LatestAnswer<string, SearchMatches>;
  /** Of the matches; -1 = before the first. */
  #at = -1;

  constructor(
    state: PanelState,
    post: (message: FromPanelMessage) => void,
    actions: { readonly nextId: () => number; readonly changed: () => void; readonly goTo: (slice: SliceRef) => void },
  ) {
    this.#state = state;
    this.#changed = actions.changed;
    this.#goTo = actions.goTo;
    this.#latest = new LatestAnswer(actions.nextId, (id, text) => post({ type: 'query-search', id, text }));
  }

  /** Index of the match that one is at; -1 before the first step. */
  get at(): number {
    return this.#at;
  }

  find(text: string): void {
    this.#at = -1;
    if (text.trim() === '') {
      this.#state.matches = null;
      this.#changed();
      return;
    }
    this.#latest.ask(text, (matches) => {
      this.#state.matches = matches;
      this.#changed();
    });
  }

  /** Goes to the next match or the one before, around the ends; at first to the first one in view. */
  step(by: 1 | -1): void {
    const { matches, range } = this.#state;
    const { length } = matches?.slices ?? [];
    if (!matches || length === 0) return;
    const inView = matches.slices.findIndex(({ endNs }) => endNs > range.startNs);
    const next = this.#at < 0 ? Math.max(0, inView) : this.#at + by;
    this.#at = (next + length) % length;
    this.#goTo(matches.slices[this.#at]!);
    this.#changed();
  }

  receive(id: number, matches: SearchMatches): void {
    this.#latest.receive(id, matches);
  }

  reset(): void {
    this.#latest.reset();
    this.#at = -1;
  }
}
