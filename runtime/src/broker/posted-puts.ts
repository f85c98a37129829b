/**
 * In a process of its own: puts that need no answer. A queue without a limit takes every message, so who puts has nothing to
 * wait for: the bytes are in the pipe, which the broker reads to its end however the process ends, and what the process asks
 * for later is done later. As with Python's feeder thread, others may see the message a moment after `put` is done.
 */
import { permitsSingle } from '../instrument/record.ts';
import { Queue } from '../queues/queue.ts';
import { SimpleQueue } from '../queues/simple-queue.ts';
import { type AgentCall, postFar, postToAgent } from './own-calls.ts';
import { toWindow } from './own-window.ts';
import type { SentMessage } from './sent-message.ts';

/** After so many bytes one put waits for its answer: what the broker has not dealt with is never much more. */
const WINDOW_BYTES = 2 ** 22;

let postedBytes = 0;

/** Whether the message was put so. Not with ends of pipes, which are counted when it is put, nor where the number of the message is wanted, for a row of its own in the trace. */
export function tryPost(object: object, call: AgentCall & Partial<SentMessage>, options: unknown): boolean {
  if (!(object instanceof Queue || object instanceof SimpleQueue)) return false;
  if (call.message === undefined || call.ends !== undefined || (call.journeys?.length ?? 0) > 0) return false;
  if (options !== undefined || !object.takesAll || permitsSingle()) return false;
  const start = toWindow(call.message);
  if (start !== undefined) {
    postFar(call.head, start, call.message.length);
    object.messages.countPut();
    return true;
  }
  postedBytes += call.message.length;
  if (postedBytes > WINDOW_BYTES) {
    postedBytes = 0;
    return false;
  }
  postToAgent(call);
  object.messages.countPut();
  return true;
}
