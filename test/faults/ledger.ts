/**
 * What happened in a scenario, as far as each player got: where it outlives who wrote it. A step is marked before and after it
 * is done, so that where somebody died is known to the step.
 */
import { writeFileSync } from 'node:fs';
import { FilePages, type LedgerPlace, MemoryPages, type Pages } from './ledger-pages.ts';

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
/** Counters are one for each player: nobody writes what another counts. */
const MOVES = 1;
const AT = MOVES + MAX_PLAYERS;
const PHASE = AT + MAX_PLAYERS;
const HOLD = PHASE + MAX_PLAYERS;
const ABANDONED = HOLD + MAX_PLAYERS * MAX_OBJECTS;
const MARK = ABANDONED + MAX_OBJECTS * MAX_PLAYERS;
const GOT = MARK + MAX_STEPS;
const TAKER = GOT + MAX_STEPS * MAX_PLAYERS;
const DONE_CALLED = TAKER + MAX_STEPS;
const TEXT_LENGTH = DONE_CALLED + MAX_STEPS;
const WORDS = TEXT_LENGTH + MAX_PLAYERS;

export class Ledger {
  readonly place: LedgerPlace;
  readonly #pages: Pages;
  /** Whose counters are written. */
  readonly #writer: number;

  /** By default a new one, in memory, as main sees it. */
  constructor(place: LedgerPlace = new SharedArrayBuffer(WORDS * 4 + MAX_PLAYERS * TEXT_BYTES), writer = 0) {
    this.place = place;
    this.#writer = writer;
    this.#pages = typeof place === 'string' ? new FilePages(place) : new MemoryPages(place);
  }

  /** A new one in that file, which processes can share. */
  static inFile(path: string): Ledger {
    writeFileSync(path, new Uint8Array(WORDS * 4 + MAX_PLAYERS * TEXT_BYTES));
    return new Ledger(path);
  }

  /** All as new, for the scenario of that seed; nobody else uses the ledger at that moment. */
  begin(seed: number): void {
    this.#pages.write(AT, new Uint8Array((WORDS - AT) * 4));
    this.#pages.store(SEED, seed);
    this.#move();
  }

  get seed(): number {
    return this.#pages.load(SEED);
  }

  /** Grows with everything that any player does: as long as it stands still, nothing happens. */
  get moves(): number {
    return this.#sum(MOVES);
  }

  /** Something went on that no step is marked for. */
  touch(): void {
    this.#move();
  }

  setPhase(player: number, phase: Phase): void {
    this.#pages.store(PHASE + player, phase);
    this.#move();
  }

  phaseOf(player: number): Phase {
    return this.#pages.load(PHASE + player) as Phase;
  }

  /** The step that the player is at; 0 before the first. */
  stepOf(player: number): number {
    return this.#pages.load(AT + player);
  }

  beginStep(player: number, step: number): void {
    this.#pages.store(AT + player, step);
    this.mark(step, Mark.begun);
  }

  mark(step: number, mark: Mark): void {
    this.#pages.store(MARK + step, mark);
    this.#move();
  }

  markOf(step: number): Mark {
    return this.#pages.load(MARK + step) as Mark;
  }

  setHold(player: number, object: number, hold: Hold): void {
    this.#pages.store(HOLD + player * MAX_OBJECTS + object, hold);
    this.#move();
  }

  holdOf(player: number, object: number): Hold {
    return this.#pages.load(HOLD + player * MAX_OBJECTS + object) as Hold;
  }

  /** The lock was got from somebody who died. */
  countAbandoned(object: number): void {
    this.#count(ABANDONED + object * MAX_PLAYERS);
  }

  abandonedOf(object: number): number {
    return this.#sum(ABANDONED + object * MAX_PLAYERS);
  }

  /** The message that this step put has come out. */
  countGot(message: number, taker: number): void {
    this.#pages.store(TAKER + message, taker);
    this.#count(GOT + message * MAX_PLAYERS);
    this.#move();
  }

  gotOf(message: number): number {
    return this.#sum(GOT + message * MAX_PLAYERS);
  }

  /** The player that got it last. */
  takerOf(message: number): number {
    return this.#pages.load(TAKER + message);
  }

  /** `taskDone` is about to be called for the message. */
  noteDone(message: number): void {
    this.#pages.store(DONE_CALLED + message, 1);
  }

  doneCalled(message: number): boolean {
    return this.#pages.load(DONE_CALLED + message) === 1;
  }

  /** Something that must not be; the first words of a player count. */
  complain(player: number, text: string): void {
    if (this.#pages.load(TEXT_LENGTH + player) > 0) return;

    const bytes = new TextEncoder().encode(text).subarray(0, TEXT_BYTES);
    this.#pages.write(textAt(player), bytes);
    this.#pages.store(TEXT_LENGTH + player, bytes.length);
  }

  complaintOf(player: number): string | undefined {
    const length = this.#pages.load(TEXT_LENGTH + player);
    if (length === 0) return undefined;
    return new TextDecoder().decode(this.#pages.read(textAt(player), length));
  }

  #move(): void {
    this.#count(MOVES);
  }

  #count(first: number): void {
    const word = first + this.#writer;
    this.#pages.store(word, this.#pages.load(word) + 1);
  }

  #sum(first: number): number {
    let sum = 0;
    for (let player = 0; player < MAX_PLAYERS; player++) sum += this.#pages.load(first + player);
    return sum;
  }
}

const textAt = (player: number): number => WORDS + (player * TEXT_BYTES) / 4;
