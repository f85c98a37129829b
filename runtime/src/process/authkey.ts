/**
 * The secret of a process: what managers use where they are given none, as Python's `current_process().authkey`. Random, one for
 * the program, and made when it is first asked for: Node's source of random bytes takes milliseconds to load.
 */
import { kindOf } from '../check-arguments.ts';

const KEY_WORDS = 8;

/** A key that was set, or the memory in which whoever asks first makes a random one. */
export type ProcessKey = Uint8Array | SharedArrayBuffer;

let own: ProcessKey | undefined;
let inherited: (() => Uint8Array) | undefined;

/** The key of this process. */
export function ownKey(): ProcessKey {
  own ??= inherited?.() ?? new SharedArrayBuffer(KEY_WORDS * Int32Array.BYTES_PER_ELEMENT);
  return own;
}

/** In a new thread: the key that it inherits; in this thread from now on: a key that was set. */
export function setOwnKey(key: ProcessKey): void {
  own = key;
}

/** In a process of its own: who tells the key when it is asked for. */
export function inheritKey(from: () => Uint8Array): void {
  inherited = from;
}

/** The bytes of a key: a copy. */
export function bytesOfKey(key: ProcessKey): Uint8Array<ArrayBuffer> {
  return key instanceof Uint8Array ? Uint8Array.from(key) : randomBytesIn(key);
}

/**
 * Random bytes of a memory that starts as zeros. Threads that ask at the same time get the same: each word is that of who was first,
 * and nobody waits for anybody, who might be dead.
 */
function randomBytesIn(memory: SharedArrayBuffer): Uint8Array<ArrayBuffer> {
  const words = new Int32Array(memory);
  while (words.some((_, i) => Atomics.load(words, i) === 0)) {
    const fresh = globalThis.crypto.getRandomValues(new Int32Array(words.length));
    for (const [i, word] of fresh.entries()) Atomics.compareExchange(words, i, 0, word);
  }
  const bytes = new Uint8Array(memory.byteLength);
  bytes.set(new Uint8Array(memory));
  return bytes;
}

/** A secret as bytes. Throws TypeError for what is none, and for an empty one: it would keep nobody out. */
export function keyBytes(authkey: unknown): Uint8Array<ArrayBuffer> {
  if (typeof authkey !== 'string' && !(authkey instanceof Uint8Array)) {
    throw new TypeError(`authkey: expected a text or bytes, found ${kindOf(authkey)}`);
  }
  if (authkey.length === 0) throw new TypeError('authkey: expected a secret, found an empty one');
  return Uint8Array.from(typeof authkey === 'string' ? Buffer.from(authkey) : authkey);
}
