/** A question whose newest answer counts: one in flight, and the last one that was wanted meanwhile is asked next. */
export class LatestAnswer<Question, Answer> {
  readonly #nextId: () => number;
  readonly #post: (id: number, question: Question) => void;
  #inFlight = 0;
  #onAnswer: ((answer: Answer) => void) | null = null;
  #next: { readonly question: Question; readonly onAnswer: (answer: Answer) => void } | null = null;

  constructor(nextId: () => number, post: (id: number, question: Question) => void) {
    this.#nextId = nextId;
    this.#post = post;
  }

  get asking(): boolean {
    return this.#inFlight !== 0;
  }

  ask(question: Question, onAnswer: (answer: Answer) => void): void {
    if (this.asking) {
      this.#next = { question, onAnswer };
      return;
    }
    this.#inFlight = this.#nextId();
    this.#onAnswer = onAnswer;
    this.#post(this.#inFlight, question);
  }

  /** Takes the answer if it is to this question. */
  receive(id: number, answer: Answer): void {
    if (id !== this.#inFlight) return;
    const [onAnswer, next] = [this.#onAnswer, this.#next];
    this.reset();
    onAnswer?.(answer);
    if (next) this.ask(next.question, next.onAnswer);
  }

  /** Another run: what is in flight will not be taken. */
  reset(): void {
    this.#inFlight = 0;
    this.#onAnswer = this.#next = null;
  }
}
