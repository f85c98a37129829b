/** In a process of its own: calls of its agent, blocking and awaited. */
import { Socket } from 'node:net';
import { ProcessAnswer, ProcessCall, ProcessPipe } from '../../../protocol/src/process.ts';
import { cleanStacks } from '../process/own-frames.ts';
import { decode, encode } from '../shared-memory/codec/codec.ts';
import { FrameReader, type Frame } from '../wire/frames.ts';
import { askParent, endWithParent, tellParent } from './own-parent.ts';

interface Pending {
  readonly resolve: (answer: Frame) => void;
}

const pending = new Map<number, Pending>();
let replies: Socket | undefined;
let lastCall = 0;

/** The value of an answer. Throws the error that it is, with the stack of the call. */
export function valueOf({ kind, payload }: Frame): unknown {
  const value = decode(payload);
  if (kind !== ProcessAnswer.error) return value;
  if (value instanceof Error) ownStack(value);
  throw value;
}

/** Calls and blocks until it is done. `call`: the object, the name of the method, its arguments. */
export function callAgentSync(call: readonly unknown[]): unknown {
  return valueOf(askParent(ProcessCall.blocking, 0, encode(call, 'call')));
}

/** Calls, and lets the event loop turn until it is done. Rejects with the signal's reason on abort. */
export async function callAgent(call: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
  const number = ++lastCall;
  const payload = encode(call, 'call');
  const answered = new Promise<Frame>((resolve) => pending.set(number, { resolve }));
  const cancel = (): void => tellParent(ProcessCall.cancel, number);
  signal?.addEventListener('abort', cancel);
  listen().ref();
  tellParent(ProcessCall.awaited, number, payload);
  try {
    return valueOf(await answered);
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    throw error;
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
