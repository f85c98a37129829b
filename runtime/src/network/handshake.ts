/**
 * How the two sides of a connection make sure of each other before the first message. The listener speaks first:
 *
 *     listener: magic, version, whether there is an authkey [, 32 random bytes]
 *     client:   magic, version, whether there is an authkey, what it is in the trace [, 32 random bytes, proof of the client]
 *     listener: 1 [, proof of the listener], or 0: refused
 *
 * A proof is the HMAC-SHA-256, under the authkey, of who proves it and both sides' random bytes. So the key never crosses, a
 * proof that was overheard is worth nothing for another connection, and none can be sent back to whom it came from.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AuthenticationError, ConnectionError, EOFError } from '../errors.ts';
import { packRecordedAs, readRecordedAs, RECORDED_AS_BYTES, type RecordedAs } from './recorded-as.ts';

/** A side of the exchange: frames go out and come in, in order. */
export interface FrameLink {
  readonly send: (frame: Uint8Array) => void;
  /** Rejects when no more will come. */
  readonly receive: () => Promise<Uint8Array>;
}

/** Longest frame of the exchange. */
export const HANDSHAKE_FRAME_BYTES = 128;

const MAGIC = Buffer.from('parascope', 'latin1');
const VERSION = 2;
const NONCE_BYTES = 32;
const PROOF_BYTES = 32;
const HEAD_BYTES = MAGIC.length + 2;

/** The listener's side. Gives what the client's is in the trace. Rejects with AuthenticationError or ConnectionError where the peer is none to talk to. */
export async function greetClient(link: FrameLink, authkey: Uint8Array | null): Promise<RecordedAs> {
  const own = authkey === null ? Buffer.alloc(0) : randomBytes(NONCE_BYTES);
  link.send(Buffer.concat([head(authkey !== null), own]));
  const hello = readHello(await link.receive(), RECORDED_AS_BYTES);
  if (authkey === null) {
    link.send(Uint8Array.of(hello.hasKey ? 0 : 1));
    if (hello.hasKey) throw new AuthenticationError('the client asks for an authkey, and this listener has none');
    return readRecordedAs(hello.about);
  }
  const theirs = hello.rest.subarray(0, NONCE_BYTES);
  const proof = hello.rest.subarray(NONCE_BYTES);
  if (!hello.hasKey || !isEqual(proof, prove(authkey, 'client', own, theirs))) {
    link.send(Uint8Array.of(0));
    throw new AuthenticationError('the client does not have the authkey of this listener');
  }
  link.send(Buffer.concat([Uint8Array.of(1), prove(authkey, 'listener', theirs, own)]));
  return readRecordedAs(hello.about);
}

/** The client's side. Rejects as `greetClient`. */
export async function greetListener(
  link: FrameLink,
  authkey: Uint8Array | null,
  recordedAs: RecordedAs,
): Promise<void> {
  const hello = readHello(await link.receive(), 0);
  if (hello.hasKey && authkey === null) {
    throw new AuthenticationError('the listener asks for an authkey: pass { authkey } to Client');
  }
  if (!hello.hasKey && authkey !== null) {
    throw new AuthenticationError('the listener has no authkey, so it cannot prove that it is the one that was meant');
  }
  const own = authkey === null ? Buffer.alloc(0) : randomBytes(NONCE_BYTES);
  const proof = authkey === null ? own : prove(authkey, 'client', hello.rest, own);
  link.send(Buffer.concat([head(authkey !== null), packRecordedAs(recordedAs), own, proof]));
  const answer = await answerOf(link);
  if (answer[0] !== 1) throw new AuthenticationError('the listener refuses this authkey: it has another one');
  if (authkey !== null && !isEqual(answer.subarray(1), prove(authkey, 'listener', own, hello.rest))) {
    throw new AuthenticationError('the listener does not have the authkey');
  }
}

/** A listener of another kind may hang up instead of answering. */
async function answerOf(link: FrameLink): Promise<Uint8Array> {
  try {
    return await link.receive();
  } catch (error) {
    if (!(error instanceof EOFError)) throw error;
    throw new AuthenticationError('the listener has hung up instead of accepting this client', { cause: error });
  }
}

function head(hasKey: boolean): Uint8Array {
  return Buffer.concat([MAGIC, Uint8Array.of(VERSION, hasKey ? 1 : 0)]);
}

interface Hello {
  readonly hasKey: boolean;
  readonly about: Uint8Array;
  readonly rest: Uint8Array;
}

/** `aboutBytes`: between the head and what the authkey needs. */
function readHello(frame: Uint8Array, aboutBytes: number): Hello {
  if (frame.length < HEAD_BYTES || !MAGIC.equals(frame.subarray(0, MAGIC.length))) {
    throw new ConnectionError('the peer does not speak the protocol of parascope');
  }
  const version = frame[MAGIC.length];
  if (version !== VERSION) {
    throw new ConnectionError(`the peer speaks version ${version} of the protocol, this package version ${VERSION}`);
  }
  const hasKey = frame[MAGIC.length + 1] === 1;
  const about = frame.subarray(HEAD_BYTES, HEAD_BYTES + aboutBytes);
  const rest = frame.subarray(HEAD_BYTES + aboutBytes);
  if (
    about.length < aboutBytes ||
    (hasKey ? rest.length !== NONCE_BYTES && rest.length !== NONCE_BYTES + PROOF_BYTES : rest.length !== 0)
  ) {
    throw new ConnectionError('the peer does not keep to the protocol of parascope');
  }
  return { hasKey, about, rest };
}

function prove(key: Uint8Array, who: 'client' | 'listener', first: Uint8Array, second: Uint8Array): Buffer {
  return createHmac('sha256', key).update(`parascope ${who}\n`).update(first).update(second).digest();
}

/** In a time that does not tell how much of it was right. */
function isEqual(proof: Uint8Array, expected: Uint8Array): boolean {
  return proof.length === expected.length && timingSafeEqual(proof, expected);
}
