/** The codec as one sees it from outside: values to bytes and back. */
import { Buffer } from 'node:buffer';
import type { ByteWriter } from './byte-writer.ts';
import { Decoder } from './decode.ts';
import { Encoder, type EncodeOptions } from './encode.ts';
import type { Journey } from './handles.ts';
import { MemoryJourney } from './memory-journey.ts';

let idleEncoder: Encoder | undefined;

/**
 * Encodes a value and hands the writer to `use`, after which the writer is used again. Getters of the value may
 * themselves encode: each level has an encoder of its own.
 */
export function encodeWith<T>(
  value: unknown,
  root: string,
  use: (encoded: ByteWriter) => T,
  options?: EncodeOptions,
): T {
  const encoder = idleEncoder ?? new Encoder();
  idleEncoder = undefined;
  try {
    return use(encoder.encode(value, root, options));
  } finally {
    idleEncoder = encoder;
  }
}

let collected: Journey[] | undefined;

/** Runs what encodes, and gives the journeys of all handles in it: of what `encode` made within. */
export function collectJourneys<T>(run: () => T): { readonly result: T; readonly journeys: readonly Journey[] } {
  const outer = collected;
  const journeys: Journey[] = [];
  collected = journeys;
  try {
    return { result: run(), journeys };
  } finally {
    collected = outer;
  }
}

/** The bytes of a value. `root` names the value in errors. Throws NotCloneableError, and what functions in it throw. */
export function encode(value: unknown, root = 'value', options?: EncodeOptions): Uint8Array<ArrayBuffer> {
  return encodeWith(value, root, (encoded) => copyOf(encoded, (length) => new Uint8Array(length)), options);
}

/** The same into memory of the caller's, from its beginning on: `target` gives as many bytes as it is told. */
export function encodeInto(
  value: unknown,
  root: string,
  target: (length: number) => Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  return encodeWith(value, root, (encoded) => copyOf(encoded, target));
}

function copyOf(encoded: ByteWriter, target: (length: number) => Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bytes = target((encoded.length + 7) & ~7);
  bytes.fill(0, encoded.length);
  encoded.copyTo({ bytes, words: new Int32Array(bytes.buffer) }, 0);
  if (collected !== undefined) collected.push(...encoded.journeys);
  else keepMemories(encoded.journeys);
  return bytes;
}

/** Nobody says how often bytes are read, nor when for the last time: the memory that they name stays for the whole run. */
export function keepMemories(journeys: readonly Journey[]): void {
  for (const journey of journeys) if (journey instanceof MemoryJourney) journey.depart();
}

let idleDecoder: Decoder | undefined;

/** The value that the bytes stand for. Throws DecodeError. */
export function decode(bytes: Uint8Array): unknown {
  // A decoder is several KB. What a message brings may itself have to be asked for: each level has a decoder of its own.
  const decoder = idleDecoder ?? new Decoder();
  idleDecoder = undefined;
  const { buffer, byteOffset, byteLength } = bytes;
  try {
    decoder.reader.use(Buffer.from(buffer, byteOffset, byteLength), new DataView(buffer, byteOffset, byteLength));
    return decoder.decode(0, byteLength);
  } finally {
    decoder.arrivals.clear();
    decoder.reader.use(NO_BYTES, NO_VIEW);
    idleDecoder = decoder;
  }
}

const NO_BYTES = Buffer.alloc(0);
const NO_VIEW = new DataView(new ArrayBuffer(0));

/** Bytes that came in a message. */
export interface OpenedMessage {
  /** The value that they stand for. Throws DecodeError. */
  readonly decode: () => unknown;
  /** After `decode`, failed or not: what tells the handles in it that the message is gone. */
  readonly takeArrivals: () => () => void;
  /** After `decode`, failed or not: gives back the references to shared memory, of a message whose handles have arrived before. */
  readonly dropMemories: () => void;
}

/** What the bytes hold, to be decoded as often as needed. */
export function openMessage(bytes: Uint8Array): OpenedMessage {
  const decoder = new Decoder();
  const { buffer, byteOffset, byteLength } = bytes;
  decoder.reader.use(Buffer.from(buffer, byteOffset, byteLength), new DataView(buffer, byteOffset, byteLength));
  return {
    decode: () => decoder.decode(0, byteLength),
    takeArrivals: () => decoder.arrivals.take(),
    dropMemories: () => decoder.arrivals.dropMemories(),
  };
}
