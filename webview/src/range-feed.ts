import { LatestAnswer } from './latest-answer.ts';

/** The share of time that answers of a live run may take: each is a pass over the trace. */
const SHARE = 0.2;

/** Keeps what is known of a range at hand, and asks anew when the question or the trace has changed. */
export class RangeFeed<Query extends object, Answer> {
  readonly #latest: LatestAnswer<Query, Answer>;
  readonly #onAnswer: () => void;
  #answer: Answer | null = null;
  #askedKey = '';
  #dueMs = 0;

  constructor(nextId: () => number, post: (id: number, query: Query) => void, onAnswer: () => void) {
    this.#latest = new LatestAnswer(nextId, post);
    this.#onAnswer = onAnswer;
  }

  /** The newest answer; it may be to another question than the one that is wanted by now. */
  get answer(): Answer | null {
    return this.#answer;
  }

  /** `version` changes when the trace has changed. */
  want(query: Query, version: number): void {
    const question = JSON.stringify(query);
    const key = `${question} ${version}`;
    if (key === this.#askedKey || this.#latest.asking) return;
    const askedMs = performance.now();
    if (this.#askedKey.startsWith(`${question} `) && askedMs < this.#dueMs) return;
    this.#askedKey = key;
    this.#latest.ask(query, (answer) => {
      this.#answer = answer;
      const nowMs = performance.now();
      this.#dueMs = nowMs + (nowMs - askedMs) / SHARE;
      this.#onAnswer();
    });
  }

  receive(id: number, answer: Answer): void {
    this.#latest.receive(id, answer);
  }

  /** Another run. */
  reset(): void {
    this.#latest.reset();
    this.#answer = null;
    this.#askedKey = '';
  }
}
