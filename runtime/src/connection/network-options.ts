/** Options of `Listener` and `Client`. */
import { assertOptions, assertType, milliseconds, wholeNumber } from '../check-arguments.ts';
import type { NetworkTerms } from '../network/orders.ts';
import { keyBytes } from '../process/authkey.ts';

/** What both sides of a connection between programs can be told. */
export interface ConnectionOptions {
  /**
   * A secret that both sides must have. Each proves it to the other by HMAC-SHA-256 of random bytes; it never crosses. What
   * is sent afterwards is not encrypted. Without it nobody is asked.
   */
  readonly authkey?: string | Uint8Array | undefined;
  /** Most bytes of one message, either way; 256 MiB by default. A peer that begins a larger one is hung up on. */
  readonly maxMessageBytes?: number | undefined;
  /** Milliseconds that connecting and proving may take; 10,000 by default. */
  readonly handshakeTimeoutMs?: number | undefined;
}

/** The names of these options. */
export const CONNECTION_OPTIONS: readonly string[] = ['authkey', 'maxMessageBytes', 'handshakeTimeoutMs'];

const DEFAULT_MOST_BYTES = 2 ** 28;
/** A message has to fit into a ring, and its length into a frame. */
const LARGEST_MOST_BYTES = 2 ** 29;
const DEFAULT_HANDSHAKE_MS = 10_000;

/** The options, filled. Throws TypeError and RangeError for what makes no sense, by its name. */
export function toTerms(options: ConnectionOptions): NetworkTerms {
  const { authkey, maxMessageBytes, handshakeTimeoutMs } = options;
  return {
    authkey: authkey === undefined ? null : keyBytes(authkey),
    mostBytes: wholeNumber('maxMessageBytes', maxMessageBytes, 1, { most: LARGEST_MOST_BYTES }) ?? DEFAULT_MOST_BYTES,
    handshakeMs: milliseconds('handshakeTimeoutMs', handshakeTimeoutMs) ?? DEFAULT_HANDSHAKE_MS,
  };
}

/** Throws TypeError for options that are none of these or `more`. */
export function assertConnectionOptions(call: string, options: unknown, more: readonly string[] = []): void {
  assertOptions(call, options, [...CONNECTION_OPTIONS, ...more]);
}

/** Throws TypeError for what is no boolean; undefined passes. */
export function assertFlag(name: string, value: unknown): void {
  assertType(name, value, 'boolean');
}
