/** In an agent: what its process calls, read from the bytes of the call. Those without arguments come again and again. */
import { Connection } from '../connection/connection.ts';
import { decode } from '../shared-memory/codec/codec.ts';

/** What `packCall` packed; no object: none is meant. */
export type UnpackedCall = readonly [object: object | null, name: string, ...args: unknown[]];

export class UnpackedCalls {
  /** Calls without arguments, by their bytes. */
  readonly #known = new Map<string, UnpackedCall>();
  /** The one of them that came last: it is the next one too, more often than not. */
  #last: { readonly head: Uint8Array; readonly call: UnpackedCall } | undefined;

  /** Throws DecodeError. */
  of(head: Uint8Array): UnpackedCall {
    if (this.#last !== undefined && isEqual(head, this.#last.head)) return this.#last.call;
    const key = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
    let call = this.#known.get(key);
    if (call === undefined) {
      call = decode(head) as UnpackedCall;
      // An end of a pipe counts each time that it is sent.
      if (call.length !== 2 || call[0] === null || call[0] instanceof Connection) return call;
      this.#known.set(key, call);
    }
    // A copy: behind it lies a message, which is not to be kept.
    this.#last = { head: head.slice(), call };
    return call;
  }
}

/** Byte by byte: there are some thirty of them. */
function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
