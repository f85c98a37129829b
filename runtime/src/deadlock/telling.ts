/** What both kinds of waits have in common: how they are told to the supervisor, and how its verdict reaches them. */
import type { AboutWaits, Verdict, WaitFacts } from '../../../protocol/src/deadlock.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { DeadlockError } from '../errors.ts';
import { callSite, recordRow } from '../instrument/record.ts';
import { cleanStacks } from '../process/own-frames.ts';
import { currentThread, takeVerdict } from '../shared-memory/run-block.ts';
import { lookupShared } from '../shared-memory/shared-registry.ts';
import type { Awaited } from './awaited.ts';
import { readJudgement } from './judgement.ts';

/** A wait that lasts this long is told to the supervisor. */
export const PATIENCE_MS = 500;

type Tell = (message: AboutWaits) => void;

let teller: Tell = () => {
  // Set as soon as this module's users are loaded.
};
let lastToken = 0;

/** How this thread tells the supervisor. */
export function setTell(next: Tell): void {
  teller = next;
}

/** Tells the supervisor. */
export function tell(message: AboutWaits): void {
  teller(message);
}

/** A number that no other wait of this thread has. */
export function newToken(): number {
  return ++lastToken;
}

/** What one wait is like, beside what it says of itself. */
export type WaitState = Pick<WaitFacts, 'token' | 'objectId' | 'place' | 'limited'>;

export function factsOf(awaited: Awaited, { limited, ...state }: WaitState): WaitFacts {
  const { what, by = null, unbreakable = false, silent = false } = awaited;
  return { ...state, what: what(), by, unbreakable, silent, limited: limited || awaited.limited === true };
}

function deadlockError({ text, waits, number }: Verdict): DeadlockError {
  const error = new DeadlockError(text, waits);
  numbers.set(error, number);
  recordDeadlock(error, number);
  cleanStacks(error);
  return error;
}

const numbers = new WeakMap<object, number>();

/** Which deadlock of the run it is that an error of this thread tells of; 0 = none. */
export function deadlockNumberOf(error: unknown): number {
  return error instanceof DeadlockError ? (numbers.get(error) ?? 0) : 0;
}

/** A wait of this thread ends by a deadlock, the one of that number. */
export function recordDeadlock({ message }: DeadlockError, number: number): void {
  recordRow({ kind: RowKind.deadlock, value: number, site: callSite(), text: message });
}

/** Verdicts on waits of this thread that are still to end by them, by token. */
const condemned = new Map<number, Verdict>();

/**
 * Throws DeadlockError where that wait is condemned. Every further try asks first: what the others of the deadlock have let
 * go meanwhile, or left behind by their death, is not for it.
 */
export function assertNotCondemned(token: number): void {
  const id = takeVerdict();
  if (id !== 0) {
    const judgement = readJudgement(lookupShared(id));
    for (const each of judgement.condemned)
      if (each.thread === currentThread()) condemned.set(each.token, judgement.verdict);
  }
  const verdict = condemned.get(token);
  if (verdict !== undefined) throw deadlockError(verdict);
}

/** That wait is over. */
export function forgetVerdict(token: number): void {
  condemned.delete(token);
}
