/**
 * What happened in a scenario, as far as each player got: in shared memory, so that it outlives who wrote it. A step is
 * marked before and after it is done, so that where somebody died is known to the step.
 */

export const MAX_PLAYERS = 5;
export const MAX_STEPS = 512;
const MAX_OBJECTS = 4;
const TEXT_BYTES = 1024;

/** Where a player is. `waiting`: in a wait without limit; `over`: its steps are done. */
export const Phase = { absent: 0, running: 1, waiting: 2, over: 3 } as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

/** How far a step has come. `refused`: it ended with one of the errors that it may end with. */
export const Mark = { none: 0, begun: 1, done: 2, refused: 3 } as const;
export type Mark = (typeof Mark)[keyof typeof Mark];

/** What a player has of a lock. `changing`: it takes or gives it back just now, or lent it to a condition. */
export const Hold = { none: 0, changing: 1, held: 2 } as const;
export type Hold = (typeof Hold)[keyof typeof Hold];

const SEED = 0;
const MOVES = 1;
const AT = 2;
const PHASE = AT + MAX_PLAYERS;
const HOLD = PHASE + MAX_PLAYERS;
const ABANDONED = HOLD + MAX_PLAYERS * MAX_OBJECTS;
const MARK = ABANDONED + MAX_OBJECTS;
const GOT = MARK + MAX_STEPS;
const TAKER = GOT + MAX_STEPS;
const DONE_CALLED = TAKER + MAX_STEPS;
const TEXT_LENGTH = DONE_CALLED + MAX_STEPS;
const WORDS = TEXT_LENGTH + MAX_PLAYERS;

export class Ledger {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #texts: Uint8Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(WORDS * 4 + MAX_PLAYERS * TEXT_BYTES)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer, 0, WORDS);
    this.#texts = new Uint8Array(buffer, WORDS * 4);
  }

  /** All as new, for the scenario of that seed; nobody else uses the ledger at that moment. */
  begin(seed: number): void {
    this.#words.fill(0, AT);
    Atomics.store(this.#words, SEED, seed);
    this.#move();
  }

  get seed(): number {
    return Atomics.load(this.#words, SEED);
  }

  /** Grows with everything that any player does: as long as it stands still, nothing happens. */
  get moves(): number {
    return Atomics.load(this.#words, MOVES);
  }

  /** Something went on that no step is marked for. */
  touch(): void {
    this.#move();
  }

  setPhase(player: number, phase: Phase): void {
    Atomics.store(this.#words, PHASE + player, phase);
    this.#move();
  }

  phaseOf(player: number): Phase {
    return Atomics.load(this.#words, PHASE + player) as Phase;
  }

  /** The step that the player is at; 0 before the first. */
  stepOf(player: number): number {
    return Atomics.load(this.#words, AT + player);
  }

  beginStep(player: number, step: number): void {
    Atomics.store(this.#words, AT + player, step);
    this.mark(step, Mark.begun);
  }

  mark(step: number, mark: Mark): void {
    Atomics.store(this.#words, MARK + step, mark);
    this.#move();
  }

  markOf(step: number): Mark {
    return Atomics.load(this.#words, MARK + step) as Mark;
  }

  setHold(player: number, object: number, hold: Hold): void {
    Atomics.store(this.#words, HOLD + player * MAX_OBJECTS + object, hold);
    this.#move();
  }

  holdOf(player: number, object: number): Hold {
    return Atomics.load(this.#words, HOLD + player * MAX_OBJECTS + object) as Hold;
  }

  /** The lock was got from somebody who died. */
  countAbandoned(object: number): void {
    Atomics.add(this.#words, ABANDONED + object, 1);
  }

  abandonedOf(object: number): number {
    return Atomics.load(this.#words, ABANDONED + object);
  }

  /** The message that this step put has come out. */
  countGot(message: number, taker: number): void {
    Atomics.store(this.#words, TAKER + message, taker);
    Atomics.add(this.#words, GOT + message, 1);
    this.#move();
  }

  gotOf(message: number): number {
    return Atomics.load(this.#words, GOT + message);
  }

  /** The player that got it last. */
  takerOf(message: number): number {
    return Atomics.load(this.#words, TAKER + message);
  }

  /** `taskDone` is about to be called for the message. */
  noteDone(message: number): void {
    Atomics.store(this.#words, DONE_CALLED + message, 1);
  }

  doneCalled(message: number): boolean {
    return Atomics.load(this.#words, DONE_CALLED + message) === 1;
  }

  /** Something that must not be; the first words of a player count. */
  complain(player: number, text: string): void {
    if (Atomics.load(this.#words, TEXT_LENGTH + player) > 0) return;

    const bytes = new TextEncoder().encode(text).subarray(0, TEXT_BYTES);
    this.#texts.set(bytes, player * TEXT_BYTES);
    Atomics.store(this.#words, TEXT_LENGTH + player, bytes.length);
  }

  complaintOf(player: number): string | undefined {
    const length = Atomics.load(this.#words, TEXT_LENGTH + player);
    if (length === 0) return undefined;
    const at = player * TEXT_BYTES;
    return new TextDecoder().decode(this.#texts.slice(at, at + length));
  }

  #move(): void {
    Atomics.add(this.#words, MOVES, 1);
  }
}
