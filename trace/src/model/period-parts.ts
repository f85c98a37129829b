/** What of one sampling period lies where. As columns that are used again for the next period: there are millions. */
import type { PieceLevels } from './piece-levels.ts';

/** `task`: in a task; `busy`: what uses the CPU and has a state of its own; `outside`: in no slice. */
export const TimeClass = { task: 0, busy: 1, outside: 2 } as const;
export type TimeClass = (typeof TimeClass)[keyof typeof TimeClass];

/** Parts of time in which pieces are laid, in the order of time. */
export class PeriodParts {
  /** ns of the period by class; only tasks and what is outside have parts. */
  readonly ns: [task: number, busy: number, outside: number] = [0, 0, 0];
  #count = 0;
  readonly #classes: number[] = [];
  /** Level of its pieces. */
  readonly #depths: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** Where the next piece is laid: in which part, and how far in. */
  #part = 0;
  #usedNs = 0;

  add(time: TimeClass, startNs: number, endNs: number, depth: number): void {
    this.ns[time] += endNs - startNs;
    if (time === TimeClass.busy) return;
    const at = this.#count++;
    this.#classes[at] = time;
    this.#depths[at] = depth;
    this.#starts[at] = startNs;
    this.#ends[at] = endNs;
  }

  clear(): void {
    this.ns[0] = this.ns[1] = this.ns[2] = 0;
    this.#count = 0;
  }

  copy(): PeriodParts {
    const copy = new PeriodParts();
    for (let at = 0; at < this.#count; at++) {
      copy.add(this.#classes[at] as TimeClass, this.#starts[at]!, this.#ends[at]!, this.#depths[at]!);
    }
    for (const time of [0, 1, 2] as const) copy.ns[time] = this.ns[time];
    return copy;
  }

  /** Where the first part of a class begins; the class has one. */
  firstStart(time: TimeClass): number {
    return this.#starts[this.#next(0, time)]!;
  }

  lastEnd(time: TimeClass): number {
    let at = this.#count - 1;
    while (at > 0 && this.#classes[at] !== time) at--;
    return this.#ends[at]!;
  }

  /** Pieces are laid from the first part of a class on. */
  rewind(time: TimeClass): void {
    this.#part = this.#next(0, time);
    this.#usedNs = 0;
  }

  /** Lays the next `ns` of the class that was rewound to. */
  lay(pieces: PieceLevels, ns: number, state: number, reason: number): void {
    let left = ns;
    while (left > 0 && this.#part < this.#count) {
      const depth = this.#depths[this.#part]!;
      const from = this.#starts[this.#part]! + this.#usedNs;
      const end = this.#ends[this.#part]!;
      if (left < end - from) {
        this.#usedNs += left;
        pieces.add(depth, from, from + left, state, reason);
        return;
      }
      pieces.add(depth, from, end, state, reason);
      left -= end - from;
      this.#part = this.#next(this.#part + 1, this.#classes[this.#part] as TimeClass);
      this.#usedNs = 0;
    }
  }

  #next(from: number, time: TimeClass): number {
    let at = from;
    while (at < this.#count && this.#classes[at] !== time) at++;
    return at;
  }
}
