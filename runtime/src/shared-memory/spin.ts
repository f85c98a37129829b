/** A short, bounded look before a thread goes to sleep: what another core is about to deliver costs no wake-up then. */

const FEWEST_ROUNDS = 100;
/** Some 20 us. */
const MOST_ROUNDS = 5000;

let severalCores: boolean | undefined;

/** Looks longer where looking has helped before, and hardly at all where it has not. */
export class Spin {
  #rounds = 1000;

  /** Looks until `ready` or the rounds are over. */
  until(ready: () => boolean): void {
    if (!canHelp()) return;
    for (let i = this.#rounds; i > 0; i--) {
      if (!ready()) continue;
      this.#rounds = Math.min(MOST_ROUNDS, this.#rounds * 2);
      return;
    }
    this.#rounds = Math.max(FEWEST_ROUNDS, this.#rounds >> 1);
  }
}

/** Where there is no second core, nothing can be delivered meanwhile. Asked when first needed: it loads a module of Node. */
function canHelp(): boolean {
  return (severalCores ??= process.getBuiltinModule('node:os').availableParallelism() > 1);
}
