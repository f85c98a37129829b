/**
 * In a process of its own: messages of a queue that it has got before it takes them. It asks for as many as it takes in about a
 * millisecond by the pace of its own gets, so a slow consumer gets one at a time; see `agent-lease.ts` for the other side.
 */
import { writeSync } from 'node:fs';
import { ProcessCall } from '../../../protocol/src/process.ts';
import { assertWaitOptions } from '../check-arguments.ts';
import type { WaitOptions } from '../shared-memory/bell.ts';
import { monotonicMs } from '../shared-memory/clock.ts';
import { MOST_AHEAD, unpackAhead } from './messages-ahead.ts';
import { openOf } from './nameless-file.ts';
import { askParent } from './own-parent.ts';

/** For so long a process reads ahead, ms. */
const AHEAD_MS = 1;

/** A message that was got before. */
export interface Taken {
  readonly bytes: Uint8Array;
  /** In its ring, from 1 on. */
  readonly number: number;
}

interface OwnLease {
  readonly queue: object;
  readonly messages: readonly Uint8Array[];
  /** Number of the first. */
  readonly first: number;
  readonly deadlineMs: number;
  taken: number;
}

let lease: OwnLease | undefined;
/** null: it cannot be opened here. */
let file: number | null | undefined;
const byte = new Uint8Array(1);

/** Since when, and how often, a queue was taken from without asking for more. */
let pace: { readonly queue: object; readonly sinceMs: number; taken: number } | undefined;
/** For how many messages it was asked last. */
let asked = 1;
/**
 * Whether an answer to a call that asks for several is yet to come. There is one such call at a time, and none while messages are
 * here: else what is taken of the older ones would be told of the newer ones, which the other side may have begun by then.
 */
let isAsking = false;

/** How many messages to ask for: 1 unless gets follow each other fast. After more than 1 `noteAnswered` is called. */
export function wantedOf(queue: object): number {
  if (isAsking) return 1;
  if (file === null || lease !== undefined || pace?.queue !== queue) return (asked = 1);
  const each = (monotonicMs() - pace.sinceMs) / pace.taken;
  asked = Math.max(1, Math.min(MOST_AHEAD, asked * 2, Math.floor(AHEAD_MS / each)));
  isAsking = asked > 1;
  return asked;
}

/** The call that asked for several has its answer, whatever it is. */
export function noteAnswered(): void {
  isAsking = false;
}

/** An answer has come. */
export function noteGot(queue: object): void {
  pace = { queue, sinceMs: monotonicMs(), taken: 1 };
}

/** Several messages have come, of which the first is taken. Gives it. `first`: its number. */
export function beginLease(queue: object, payload: Uint8Array<ArrayBuffer>, first: number): Uint8Array {
  const { deadlineMs, messages, file: theirs } = unpackAhead(payload);
  file ??= openOf(process.ppid, theirs, 'r+');
  lease = { queue, messages, first, deadlineMs, taken: 1 };
  if (file === null) settle();
  return messages[0]!;
}

/** The next message of the queue that is here already. `options` of the get: null for a call that is none. Throws for wrong ones. */
export function takeAhead(queue: object, options: WaitOptions | null | undefined): Taken | undefined {
  if (lease?.queue !== queue || options === null) return undefined;
  assertWaitOptions('get()', options);
  const { messages, first, deadlineMs } = lease;
  const index = lease.taken++;
  count(1);
  if (monotonicMs() >= deadlineMs && settle() < index + 1) {
    // It was too late: the message is where it was.
    count(-1);
    return undefined;
  }
  if (index + 1 === messages.length) lease = undefined;
  if (pace?.queue === queue) pace.taken++;
  return { bytes: messages[index]!, number: first + index };
}

/** Gives back what is here of that queue, which is asked for one message at a time from now on. */
export function endLease(queue: object): void {
  if (pace?.queue === queue) pace = undefined;
  if (lease?.queue === queue) settle();
}

/** How many of them are taken by what its agent has seen. */
function settle(): number {
  lease = undefined;
  return new Uint32Array(askParent(ProcessCall.settle).payload.buffer)[0]!;
}

function count(more: number): void {
  byte[0]! += more;
  writeSync(file!, byte, 0, 1, 0);
}
