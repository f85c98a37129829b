/** In a process of its own: a message that it takes, which may have come before it was asked for. */
import { ProcessAnswer } from '../../../protocol/src/process.ts';
import { Queue } from '../queues/queue.ts';
import { SimpleQueue } from '../queues/simple-queue.ts';
import type { WaitOptions } from '../shared-memory/bell.ts';
import { openMessage } from '../shared-memory/codec/codec.ts';
import type { Frame } from '../wire/frames.ts';
import { CallEffect, fromNote } from './call-effect.ts';
import { recordWait } from './call-record.ts';
import { beginLease, noteGot, takeAhead, wantedOf } from './own-lease.ts';
import type { RemoteWait } from './remote-table.ts';

/** Bytes of the next message, where it is here already: undefined where it has to be asked for. */
export function takeEarly(object: object, wait: RemoteWait, args: readonly unknown[]): Uint8Array | undefined {
  const taken = takeAhead(object, wait.message === 'given' ? (args[wait.options] as WaitOptions | undefined) : null);
  if (taken === undefined) return undefined;
  recordWait(object, wait)({ effect: CallEffect.none, message: taken.number, failed: false, gained: true });
  return taken.bytes;
}

/** What a call that takes one says: how many it would take, if more than one. */
export function wantedOnes(object: object): { readonly message?: Uint8Array } {
  const wanted = object instanceof Queue || object instanceof SimpleQueue ? wantedOf(object) : 1;
  return wanted > 1 ? { message: new Uint8Array(Uint32Array.of(wanted).buffer) } : {};
}

/** Bytes of the message that an answer brings; there may be more in it. */
export function takeAnswer(object: object, { kind, note, payload }: Frame): Uint8Array {
  noteGot(object);
  return kind === ProcessAnswer.messages ? beginLease(object, payload, fromNote(note).message) : payload;
}

/** The message as the user sees it. Throws DecodeError. */
export function opened(bytes: Uint8Array): unknown {
  const sent = openMessage(bytes);
  try {
    return sent.decode();
  } finally {
    sent.takeArrivals()();
  }
}
