/**
 * The run block: one small piece of shared memory that every thread of a run knows. It says which threads live, what
 * each blocked thread waits for, and counts deaths. Everything that must survive the death of a thread rests on it:
 *
 * - a lock holds the id of its owner; whoever finds it taken asks `isThreadAlive`;
 * - a thread about to block writes object and word into its slot first; `retireThread`, called by the supervisor when a
 *   thread has ended, rings every such word, so that all waits look again at what they wait for;
 * - the death epoch wakes the asynchronous waits of each thread.
 *
 * Ids of threads are never used twice within a run (a slot is, with another generation).
 */
const MAGIC = 0x50534252; // "PSBR"
const VERSION = 2;
/** Threads of one run that may live at the same time, main and the supervisor among them. */
export const MAX_SLOTS = 4096;
const SLOT_WORDS = 16;
const HEADER_WORDS = 32;

const Header = {
  magic: 0,
  version: 1,
  deathEpoch: 2,
  lastObjectId: 3,
  slotsUsed: 4,
  gathering: 5,
  /** Waits that were over when the supervisor asked, though nobody rang for them. */
  lostWakeUps: 6,
  /** 1: nothing is counted any more, see references.ts. */
  keepsAll: 7,
  lastNumbers: 8,
} as const;
const Slot = {
  state: 0,
  generation: 1,
  waitObject: 2,
  waitWord: 3,
  /** The supervisor asks a blocked thread to try again, and the thread says that it did, in vain: numbers of rounds. */
  askedRound: 4,
  answeredRound: 5,
  /** A deadlock was found that waits of the thread are in: the id of the memory that says which. */
  verdict: 6,
} as const;
const SlotState = { free: 0, live: 1, dead: 2 } as const;

/** Behind the slots: a word for each id of shared memory up to this, see references.ts. Pages that are never used cost nothing. */
export const REFERENCE_WORDS: number = 1 << 20;
export const REFERENCES_AT: number = HEADER_WORDS + MAX_SLOTS * SLOT_WORDS;

/** Indices of words in `runWords()`: see run-numbers.ts. */
export const LAST_OBJECT_ID_WORD: number = Header.lastObjectId;
export const LAST_NUMBERS_WORD: number = Header.lastNumbers;

/** Index of the word, in `runWords()`, by which all shared memory is kept for the rest of the run. */
export const KEEPS_ALL_WORD: number = Header.keepsAll;

/** Marks every thread id, so that 0 is never one. */
const ID_FLAG = 0x40000000;

/** A thread of the run, unique in it; never 0. */
export type ThreadId = number;

/** The slot of a thread: no two living threads share one. */
export const slotOf = (id: ThreadId): number => id & (MAX_SLOTS - 1);
const generationOf = (id: ThreadId): number => (id & ~ID_FLAG) >>> 12;
const slotWord = (slot: number, field: number): number => HEADER_WORDS + slot * SLOT_WORDS + field;

let words: Int32Array<SharedArrayBuffer> | undefined;
let me: ThreadId = 0;

function createRun(): Int32Array<SharedArrayBuffer> {
  const created = new Int32Array(
    new SharedArrayBuffer((REFERENCES_AT + REFERENCE_WORDS) * Int32Array.BYTES_PER_ELEMENT),
  );
  created[Header.magic] = MAGIC;
  created[Header.version] = VERSION;
  return created;
}

/** The words of this thread's run block; made on first use by a thread that belongs to no run yet (the main thread). */
export function runWords(): Int32Array<SharedArrayBuffer> {
  if (words === undefined) {
    words = createRun();
    me = claimThread();
  }
  return words;
}

/** The run block, to be handed to a new thread together with the id that `claimThread` gave for it. */
export function runBuffer(): SharedArrayBuffer {
  return runWords().buffer;
}

/** The id of this thread. */
export function currentThread(): ThreadId {
  if (words === undefined) runWords();
  return me;
}

/** Reserves an id for a thread that is about to be started; called by its parent. The supervisor retires it. */
export function claimThread(): ThreadId {
  const run = runWords();
  for (let slot = 0; slot < MAX_SLOTS; slot++) {
    const state = slotWord(slot, Slot.state);
    if (Atomics.load(run, state) !== SlotState.free) continue;
    if (Atomics.compareExchange(run, state, SlotState.free, SlotState.live) !== SlotState.free) continue;
    raiseSlotsUsed(run, slot + 1);
    return ID_FLAG | (Atomics.load(run, slotWord(slot, Slot.generation)) << 12) | slot;
  }
  throw new RangeError(`cannot start a thread: ${MAX_SLOTS} threads of this run are alive, and no more are supported`);
}

function raiseSlotsUsed(run: Int32Array, used: number): void {
  for (;;) {
    const seen = Atomics.load(run, Header.slotsUsed);
    if (seen >= used || Atomics.compareExchange(run, Header.slotsUsed, seen, used) === seen) return;
  }
}

/** Makes this thread a member of a run: the first thing a worker does. Throws if it already belongs to another one. */
export function attachThread(buffer: SharedArrayBuffer, id: ThreadId): void {
  const run = new Int32Array(buffer);
  if (run[Header.magic] !== MAGIC || run[Header.version] !== VERSION) {
    throw new TypeError(
      `not a run block of this version of parascope: expected ${MAGIC}/${VERSION}, found ${run[Header.magic]}/${run[Header.version]}`,
    );
  }
  if (words !== undefined && words.buffer !== buffer) {
    throw new Error('this thread already belongs to a run: attachThread must come before any shared object is made');
  }
  words = run;
  me = id;
}

/** Whether the thread has not been retired. */
export function isThreadAlive(id: ThreadId): boolean {
  const run = runWords();
  const slot = slotOf(id);
  return (
    Atomics.load(run, slotWord(slot, Slot.state)) === SlotState.live &&
    Atomics.load(run, slotWord(slot, Slot.generation)) === generationOf(id)
  );
}

/**
 * Marks a thread as dead and gives back the waits that must be rung: the supervisor calls `retireThread` of
 * `death.ts`, which does both.
 */
export function markDead(id: ThreadId): boolean {
  const run = runWords();
  const slot = slotOf(id);
  if (!isThreadAlive(id)) return false;
  Atomics.store(run, slotWord(slot, Slot.state), SlotState.dead);
  Atomics.store(run, slotWord(slot, Slot.waitObject), 0);
  Atomics.add(run, Header.deathEpoch, 1);
  return true;
}

/** Frees the slot of a thread that was marked dead, for a thread with another id. */
export function freeSlot(id: ThreadId): void {
  const run = runWords();
  const slot = slotOf(id);
  Atomics.store(run, slotWord(slot, Slot.verdict), 0);
  Atomics.store(run, slotWord(slot, Slot.generation), (generationOf(id) + 1) & 0x3ffff);
  Atomics.store(run, slotWord(slot, Slot.state), SlotState.free);
}

/** Index of the word that counts deaths, in `runWords()`. */
export const DEATH_EPOCH_WORD: number = Header.deathEpoch;

/** Slots that have been used so far: no thread lies beyond. */
export function slotsUsed(): number {
  return Atomics.load(runWords(), Header.slotsUsed);
}

/** Index of the word, in `runWords()`, that those sleep on who wait for several things at once (gathering.ts). */
export const GATHERING_WORD: number = Header.gathering;

/** Announces that this thread is about to block on a word of a shared object. */
export function announceWait(objectId: number, word: number): void {
  const run = runWords();
  const slot = slotOf(me);
  run[slotWord(slot, Slot.waitWord)] = word;
  Atomics.store(run, slotWord(slot, Slot.waitObject), objectId);
}

/** Takes the announcement back. */
export function endWait(): void {
  Atomics.store(runWords(), slotWord(slotOf(me), Slot.waitObject), 0);
}

/** What one blocked thread waits for. */
export interface BlockedThread {
  readonly slot: number;
  readonly objectId: number;
  readonly word: number;
}

/** The threads that are blocked, or about to be, with what they wait for. */
export function blockedThreads(): BlockedThread[] {
  const run = runWords();
  const used = Atomics.load(run, Header.slotsUsed);
  const blocked: BlockedThread[] = [];
  for (let slot = 0; slot < used; slot++) {
    const objectId = Atomics.load(run, slotWord(slot, Slot.waitObject));
    if (objectId !== 0) blocked.push({ slot, objectId, word: Atomics.load(run, slotWord(slot, Slot.waitWord)) });
  }
  return blocked;
}

/** Asks a blocked thread to try again. */
export function askRound(id: ThreadId, round: number): void {
  Atomics.store(runWords(), slotWord(slotOf(id), Slot.askedRound), round);
}

/** The last round in which this thread was asked. */
export function askedRound(): number {
  return Atomics.load(runWords(), slotWord(slotOf(me), Slot.askedRound));
}

/** This thread, blocked, has tried again in vain since that round began. */
export function answerRound(round: number): void {
  Atomics.store(runWords(), slotWord(slotOf(me), Slot.answeredRound), round);
}

/** Whether the thread has tried again since it was asked. */
export function hasAnswered(id: ThreadId, round: number): boolean {
  return Atomics.load(runWords(), slotWord(slotOf(id), Slot.answeredRound)) === round;
}

/** A wait of this thread was over when it was asked, and nobody has rung for it, then or later (late-ring.ts). */
export function noteLostWakeUp(): void {
  Atomics.add(runWords(), Header.lostWakeUps, 1);
}

/** How many there were in the run. */
export function lostWakeUpCount(): number {
  return Atomics.load(runWords(), Header.lostWakeUps);
}

/** Ends waits of a thread as a deadlock. `verdict`: id of the memory that says which. */
export function setVerdict(id: ThreadId, verdict: number): void {
  Atomics.store(runWords(), slotWord(slotOf(id), Slot.verdict), verdict);
}

/** What was said of waits of this thread since it last asked; 0 = nothing. */
export function takeVerdict(): number {
  return Atomics.exchange(runWords(), slotWord(slotOf(me), Slot.verdict), 0);
}

/** All threads of the run but this one. */
export function liveThreads(): ThreadId[] {
  const run = runWords();
  const live: ThreadId[] = [];
  for (let slot = 0; slot < slotsUsed(); slot++) {
    if (Atomics.load(run, slotWord(slot, Slot.state)) !== SlotState.live || slot === slotOf(me)) continue;
    live.push(ID_FLAG | (Atomics.load(run, slotWord(slot, Slot.generation)) << 12) | slot);
  }
  return live;
}
