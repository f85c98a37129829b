/** One step of an engine at a time, and what is put off until it is over. */
export class OneStep {
  readonly #step: () => boolean;
  /** To be done once the step that is under way is over. */
  readonly #later: (() => void)[] = [];
  #underWay = false;

  /** `step` does what can be done now, and gives false if there was nothing. */
  constructor(step: () => boolean) {
    this.#step = step;
  }

  /** Whether this thread is inside of a step. */
  get underWay(): boolean {
    return this.#underWay;
  }

  /** Takes a step, unless this thread is inside of one: then false. */
  take(): boolean {
    if (this.#underWay) return false;
    this.#underWay = true;
    try {
      return this.#step();
    } finally {
      this.#underWay = false;
      for (let next = this.#later.shift(); next !== undefined; next = this.#later.shift()) next();
    }
  }

  /** Calls it now or, from inside of a step, right after that. */
  after(action: () => void): void {
    if (this.#underWay) this.#later.push(action);
    else action();
  }
}
