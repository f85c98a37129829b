/** Which tasks of a thread say in the trace what they were given, and when it is looked at. */
import { OPEN_ENTRIES } from './arena.ts';
import { previewOf, previewOfArguments } from './preview.ts';

/** Tasks that take at least this long say it: until V8 has compiled what looks at it, that costs some 40 us, 0.4 % of this. */
const LONG_NS = 10_000_000;
/** So do a thread's first tasks, however short, unless they are only counted. */
const FIRST_TASKS = 20;

export class GivenTexts {
  #firstLeft = FIRST_TASKS;
  /** Whether the last task took long: the next one is likely to. */
  #wasLong = false;
  /** By place in the list of open slices. */
  readonly #ofOpen = new Array<string | undefined>(OPEN_ENTRIES);

  /**
   * Before a task runs: its text where that is cheap beside the task, as far as one can know; else undefined. `given` is its item,
   * or, with `isSpread`, the list of its arguments; `mayBeSingle`: whether it gets a row of its own even if it is short.
   */
  before(given: unknown, isSpread: boolean, mayBeSingle: boolean): string | undefined {
    return this.#wasLong || (this.#firstLeft > 0 && mayBeSingle) ? textOf(given, isSpread) : undefined;
  }

  /** `place`: of the task in the list of open slices, -1 = it found none. */
  keep(place: number, text: string | undefined): void {
    if (place >= 0) this.#ofOpen[place] = text;
  }

  /** Whether a task that took so long says it. `permitted`: asked of short ones that would, whether they get a row of their own. */
  isTold(durationNs: number, permitted: () => boolean): boolean {
    this.#wasLong = durationNs >= LONG_NS;
    return this.#wasLong || (this.#firstLeft > 0 && permitted());
  }

  /** After a task that says it: the text from before it ran, else of what it has left. */
  after(place: number, given: unknown, isSpread: boolean): string {
    if (this.#firstLeft > 0) this.#firstLeft--;
    return this.#ofOpen[place] ?? textOf(given, isSpread);
  }
}

function textOf(given: unknown, isSpread: boolean): string {
  return isSpread ? previewOfArguments(given as readonly unknown[]) : previewOf(given);
}
