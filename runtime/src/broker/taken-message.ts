/** In a process of its own: a message that it takes, which may have come before it was asked for. */
import { ProcessAnswer } from '../../../protocol/src/process.ts';
import { Queue } from '../queues/queue.ts';
import { SimpleQueue } from '../queues/simple-queue.ts';
import type { WaitOptions } from '../shared-memory/bell.ts';
import { Decoder } from '../shared-memory/codec/decode.ts';
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

/** Memory of more bytes is let go of once its message is read. */
const KEPT_BYTES = 2 ** 17;
const NOTHING = new ArrayBuffer(0);

/** What reads messages, and the memory that it reads from: many messages of one answer lie in one. */
class Opener {
  readonly #decoder: Decoder = new Decoder();
  #memory: ArrayBufferLike = NOTHING;

  open({ buffer, byteOffset, byteLength }: Uint8Array): unknown {
    this.#use(buffer);
    try {
      return this.#decoder.decode(byteOffset, byteOffset + byteLength);
    } finally {
      this.#decoder.arrivals.arrive();
      if (buffer.byteLength > KEPT_BYTES) this.#use(NOTHING);
    }
  }

  #use(memory: ArrayBufferLike): void {
    if (memory === this.#memory) return;
    this.#memory = memory;
    this.#decoder.reader.use(Buffer.from(memory), new DataView(memory));
  }
}

let idle: Opener | undefined;

/** The message as the user sees it. Throws DecodeError. */
export function opened(bytes: Uint8Array): unknown {
  // What a message brings may itself have to be asked for.
  const opener = idle ?? new Opener();
  idle = undefined;
  try {
    return opener.open(bytes);
  } finally {
    idle = opener;
  }
}
