/**
 * How a process and the server of a manager make sure of each other, without a turn of its own: the process says hello and sends its
 * first call with it, the server's proof is the first message that comes back.
 *
 *     process: 32 random bytes, what the connection is in the trace, proof of the process
 *     server:  proof of the server
 *
 * A proof is an HMAC-SHA-256 under a key that the server has made for this socket and that only processes of its program are given. The
 * server takes the same random bytes once, so that a proof that was overheard is worth nothing.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { packRecordedAs, readRecordedAs, RECORDED_AS_BYTES, type RecordedAs } from '../../network/recorded-as.ts';

/** Where processes of the program reach the server, and by which key. */
export interface NearPlace {
  /** Of a Unix socket: a name without a file. */
  readonly path: string;
  readonly key: Uint8Array;
  /** Most bytes of a message, either way. */
  readonly mostBytes: number;
}

const NONCE_BYTES = 32;
const PROOF_BYTES = 32;
const ABOUT_END = NONCE_BYTES + RECORDED_AS_BYTES;

/** Length of the process's first message. */
export const HELLO_BYTES: number = ABOUT_END + PROOF_BYTES;

/** A new key. */
export function createNearKey(): Uint8Array {
  return randomBytes(NONCE_BYTES);
}

/** The process's first message, and the one with which the server is to answer. */
export function createHello(
  key: Uint8Array,
  recordedAs: RecordedAs,
): { readonly hello: Uint8Array; readonly answer: Uint8Array } {
  const said = Buffer.concat([randomBytes(NONCE_BYTES), packRecordedAs(recordedAs)]);
  return { hello: Buffer.concat([said, prove(key, 'process', said)]), answer: prove(key, 'server', said) };
}

/** What a server makes of the first message of whoever it is: what to answer, or undefined for a stranger. `taken`: what it has heard before. */
export function readHello(
  hello: Uint8Array,
  key: Uint8Array,
  taken: Set<string>,
): { readonly answer: Uint8Array; readonly recordedAs: RecordedAs } | undefined {
  const said = hello.subarray(0, ABOUT_END);
  if (!isProof(hello.subarray(ABOUT_END), prove(key, 'process', said))) return undefined;
  const nonce = Buffer.from(said.subarray(0, NONCE_BYTES)).toString('latin1');
  if (taken.has(nonce)) return undefined;
  taken.add(nonce);
  return { answer: prove(key, 'server', said), recordedAs: readRecordedAs(said.subarray(NONCE_BYTES)) };
}

/** In a time that does not tell how much of it was right. */
export function isProof(proof: Uint8Array, expected: Uint8Array): boolean {
  return proof.length === expected.length && timingSafeEqual(proof, expected);
}

function prove(key: Uint8Array, who: 'process' | 'server', said: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(`parascope near ${who}\n`).update(said).digest();
}
