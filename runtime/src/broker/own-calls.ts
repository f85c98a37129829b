/** In a process of its own: calls of its agent, blocking and awaited. */
import type { Socket } from 'node:net';
import { ProcessAnswer, ProcessCall, ProcessPipe } from '../../../protocol/src/process.ts';
import { Connection } from '../connection/connection.ts';
import { recordDeadlock } from '../deadlock/telling.ts';
import { DeadlockError } from '../errors.ts';
import { userPlace } from '../instrument/call-site.ts';
import { cleanStacks } from '../process/own-frames.ts';
import { decode, encode } from '../shared-memory/codec/codec.ts';
import { FrameReader, type Frame } from '../wire/frames.ts';
import { fromNote } from './call-effect.ts';
import { type AwaitedCall, isBlockedIdle, isEventLoopIdle, tellLooked } from './own-look.ts';
import { answerOfParent, endWithParent, sendToParent, tellParent } from './own-parent.ts';
import { BLOCKING_CALL } from './under-way.ts';

interface Pending extends AwaitedCall {
  answer?: Frame;
  wake: () => void;
}

const pending = new Map<number, Pending>();
let replies: Socket | undefined;
let lastCall = 0;

/** The value of an answer. Throws the error that it is, with the stack of the call. */
export function valueOf({ kind, note, payload }: Frame): unknown {
  if (kind === ProcessAnswer.message || kind === ProcessAnswer.messages) return payload;
  const value = decode(payload);
  if (kind !== ProcessAnswer.error) return value;
  if (value instanceof Error) ownStack(value);
  if (value instanceof DeadlockError) recordDeadlock(value, fromNote(note).message);
  throw value;
}

/** A call as it travels. */
export interface AgentCall {
  /** From `packCall`. */
  readonly head: Uint8Array;
  /** The message that it puts, in bytes of the codec; of one that gets, how many it would take (uint32), if more than one. */
  readonly message?: Uint8Array | undefined;
}

/** Heads of calls without arguments, by object and name: they come again and again. */
const heads = new WeakMap<object, Map<string, Uint8Array>>();

/** The object (null: none is meant), the name of the method, its arguments. A message is none of them. */
export function packCall(object: object | null, name: string, args: readonly unknown[] = []): Uint8Array {
  // An end of a pipe counts each time that it is sent.
  if (object === null || object instanceof Connection || args.some((arg) => arg !== undefined))
    return padded(encode([object, name, ...args], 'call'));
  const known = heads.get(object) ?? new Map<string, Uint8Array>();
  heads.set(object, known);
  let head = known.get(name);
  if (head === undefined) known.set(name, (head = padded(encode([object, name], 'call'))));
  return head;
}

/** What follows begins at a multiple of 8, as the codec wants it. */
function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array((bytes.length + 7) & ~7);
  whole.set(bytes);
  return whole;
}

function send(kind: number, number: number, { head, message }: AgentCall): void {
  sendToParent({ kind, number, note: head.length }, message === undefined ? [head] : [head, message]);
}

/** Calls, and goes on: nothing is to be learnt. What this process asks for later is done later. */
export function postToAgent(call: AgentCall): void {
  send(ProcessCall.posted, 0, call);
}

/** The same with a message that lies in the window. */
export function postFar(head: Uint8Array, start: number, length: number): void {
  const place = new Uint8Array(Uint32Array.of(start, length).buffer);
  send(ProcessCall.postedFar, 0, { head, message: place });
}

/** The same of what is done at once and cannot fail. */
export function postAct(object: object, name: string, args: readonly unknown[]): void {
  const message = args.length === 0 ? undefined : encode(args, 'call');
  postToAgent({ head: packCall(object, name), message });
}

/** Calls and blocks until it is done; gives the answer for `valueOf`. */
export function callAgentSync(call: AgentCall): Frame {
  send(ProcessCall.blocking, BLOCKING_CALL, call);
  for (;;) {
    const answer = answerOfParent();
    if (answer.kind !== ProcessAnswer.look) return answer;
    tellLooked(answer.note, isBlockedIdle(), new Map([[BLOCKING_CALL, { place: userPlace() }]]));
  }
}

/** Calls, and lets the event loop turn until it is done. */
export async function callAgent(call: AgentCall, signal?: AbortSignal): Promise<Frame> {
  const number = ++lastCall;
  const waiting: Pending = { wake: () => undefined };
  pending.set(number, waiting);
  const cancel = (): void => tellParent(ProcessCall.cancel, number);
  signal?.addEventListener('abort', cancel);
  listen().ref();
  send(ProcessCall.awaited, number, call);
  try {
    for (;;) {
      await new Promise<void>((resolve) => (waiting.wake = resolve));
      if (waiting.answer !== undefined) return waiting.answer;
      // By now the stack tells, through the functions that await each other, where the user waits.
      waiting.place = userPlace();
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

let unasked: ((frame: Frame) => void) | undefined;
let isAwaited = false;

/** Called for what the parent says by itself; keeps the process alive while `awaitParent` says so, as it does at first. */
export function onParentFrame(handler: (frame: Frame) => void): void {
  unasked = handler;
  awaitParent(true);
}

/** Whether what the parent may say by itself is waited for. */
export function awaitParent(awaited: boolean): void {
  isAwaited = awaited;
  if (awaited) listen().ref();
  else unrefIdle();
}

function unrefIdle(): void {
  if (pending.size === 0 && !isAwaited) replies?.unref();
}

/** The pipe of the answers that are awaited; it keeps the process alive while there are any. */
function listen(): Socket {
  if (replies !== undefined) return replies;
  const reader = new FrameReader((answer) => {
    if (answer.kind === ProcessAnswer.look) {
      look(answer.note);
      return;
    }
    if (answer.number === 0) {
      unasked?.(answer);
      return;
    }
    const call = pending.get(answer.number);
    pending.delete(answer.number);
    unrefIdle();
    if (call === undefined) return;
    call.answer = answer;
    call.wake();
  });
  // Most processes never ask so: Node's sockets are a millisecond of a start.
  const net = process.getBuiltinModule('node:net');
  replies = new net.Socket({ fd: ProcessPipe.replies, readable: true, writable: false });
  replies.on('data', (piece: Buffer) => reader.push(piece));
  replies.on('error', endWithParent);
  replies.on('end', endWithParent);
  return replies;
}

/** The agent asks where the calls wait. */
function look(round: number): void {
  for (const call of pending.values()) if (call.place === undefined) call.wake();
  // In a later turn: what was answered before may go on, and what it starts is known by then.
  setImmediate(() => tellLooked(round, !isAwaited && isEventLoopIdle(pending.size > 0 ? 1 : 0), pending));
}

/** Where the agent made the error says nothing to the user. */
function ownStack(error: Error): void {
  const here: { stack?: string } = {};
  Error.captureStackTrace(here, valueOf);
  const frames = (here.stack ?? '').split('\n').slice(1);
  Object.defineProperty(error, 'stack', {
    value: [`${error.name}: ${error.message}`, ...frames].join('\n'),
    configurable: true,
    writable: true,
  });
  cleanStacks(error);
}
