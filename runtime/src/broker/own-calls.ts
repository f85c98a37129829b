/** In a process of its own: calls of its agent, blocking and awaited. */
import { Socket } from 'node:net';
import { ProcessAnswer, ProcessCall, ProcessPipe } from '../../../protocol/src/process.ts';
import { cleanStacks } from '../process/own-frames.ts';
import { decode, encode } from '../shared-memory/codec/codec.ts';
import { FrameReader, type Frame } from '../wire/frames.ts';
import { answerOfParent, endWithParent, sendToParent, tellParent } from './own-parent.ts';

interface Pending {
  readonly resolve: (answer: Frame) => void;
}

const PADDING = new Uint8Array(8);
const pending = new Map<number, Pending>();
let replies: Socket | undefined;
let lastCall = 0;

/** The value of an answer. Throws the error that it is, with the stack of the call. */
export function valueOf({ kind, payload }: Frame): unknown {
  if (kind === ProcessAnswer.message) return payload;
  const value = decode(payload);
  if (kind !== ProcessAnswer.error) return value;
  if (value instanceof Error) ownStack(value);
  throw value;
}

/** A call: the object, the name of the method, its arguments. */
export interface AgentCall {
  readonly call: readonly unknown[];
  /** The message that it puts, in bytes of the codec. */
  readonly message?: Uint8Array | undefined;
}

function send(kind: number, number: number, { call, message }: AgentCall): void {
  const head = encode(call, 'call');
  // The message begins at a multiple of 8, as the codec wants it.
  const gap = -head.length & 7;
  const note = head.length;
  if (message === undefined) sendToParent({ kind, number, note }, [head]);
  else sendToParent({ kind, number, note: note + gap }, [head, PADDING.subarray(0, gap), message]);
}

/** Calls and blocks until it is done; gives the answer for `valueOf`. */
export function callAgentSync(call: AgentCall): Frame {
  send(ProcessCall.blocking, 0, call);
  return answerOfParent();
}

/** Calls, and lets the event loop turn until it is done. */
export async function callAgent(call: AgentCall, signal?: AbortSignal): Promise<Frame> {
  const number = ++lastCall;
  const answered = new Promise<Frame>((resolve) => pending.set(number, { resolve }));
  const cancel = (): void => tellParent(ProcessCall.cancel, number);
  signal?.addEventListener('abort', cancel);
  listen().ref();
  send(ProcessCall.awaited, number, call);
  try {
    return await answered;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

let unasked: ((frame: Frame) => void) | undefined;

/** Called for what the parent says by itself; keeps the process alive. */
export function onParentFrame(handler: (frame: Frame) => void): void {
  unasked = handler;
  listen().ref();
}

/** The pipe of the answers that are awaited; it keeps the process alive while there are any. */
function listen(): Socket {
  if (replies !== undefined) return replies;
  const reader = new FrameReader((answer) => {
    if (answer.number === 0) {
      unasked?.(answer);
      return;
    }
    const call = pending.get(answer.number);
    pending.delete(answer.number);
    if (pending.size === 0 && unasked === undefined) replies?.unref();
    call?.resolve(answer);
  });
  replies = new Socket({ fd: ProcessPipe.replies, readable: true, writable: false });
  replies.on('data', (piece: Uint8Array) => reader.push(piece));
  replies.on('error', endWithParent);
  replies.on('end', endWithParent);
  return replies;
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
