/** thread -> its network thread: what to open and to close. The two share a run block; pipes lie in shared memory. */
import type { MessagePort } from 'node:worker_threads';
import type { Address } from '../connection/address.ts';
import type { PipeMemory } from '../connection/pipe-memory.ts';
import type { RecordedAs } from './recorded-as.ts';

/** `workerData` of the network thread. */
export interface NetworkStart {
  /** The run block, and the thread's id in it. */
  readonly run: SharedArrayBuffer;
  readonly thread: number;
  /** Its end of the channel to the supervisor, which sees it close. */
  readonly lifeline: MessagePort;
}

/** What both sides of a connection agree on before the first message, and keep to. */
export interface NetworkTerms {
  /** What both must have; null: neither is asked. */
  readonly authkey: Uint8Array | null;
  /** Most bytes of a message. */
  readonly mostBytes: number;
  /** How long the agreement may take. */
  readonly handshakeMs: number;
}

/**
 * The network thread has end 1 of each pipe but those for what it accepts. The first message that comes out of it says how an order went: an `Opened`, or an
 * error, after which the pipe ends.
 */
export type NetworkOrder =
  | {
      readonly type: 'connect';
      readonly pipe: PipeMemory;
      readonly address: Address;
      readonly terms: NetworkTerms;
      readonly recordedAs: RecordedAs;
    }
  /** The listener ends when nobody has end 0 of its pipe any more. */
  | {
      readonly type: 'listen';
      readonly listener: number;
      readonly pipe: PipeMemory;
      readonly address: Address;
      readonly backlog: number;
      readonly terms: NetworkTerms;
    }
  /** The next connection goes through that pipe, of which the network thread has end 0: to the client its own end is the first. */
  | {
      readonly type: 'accept';
      readonly listener: number;
      readonly pipe: PipeMemory;
      readonly recordedAs: RecordedAs;
    }
  /** The thread ends: all that was sent is to leave, and all is to be closed; then the word is set and rung. */
  | { readonly type: 'end'; readonly done: SharedArrayBuffer };

/** An order was carried out. */
export interface Opened {
  /** Of a listener: where it listens. Of a connection: where the peer is; null where that has no address. */
  readonly address: Address | null;
}
