/** Messages on a Unix socket that a thread both waits for in its event loop and reads and writes by itself, and their rows in the trace. */
import { writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { ObjectType, RowKind } from '../../../../trace/src/vocabulary.ts';
import { currentSeat } from '../../instrument/record.ts';
import { MessageTooLargeError } from '../../errors.ts';
import { HEAD_BYTES, writeHead } from '../../network/message-frames.ts';
import type { RecordedAs } from '../../network/recorded-as.ts';
import { introduce, RecordedRing } from '../../queues/recorded-ring.ts';
import { Ring } from '../../shared-memory/ring.ts';

/** What a socket of Node's is to the system. */
export interface SocketHandle {
  readonly fd: number;
  /** Whether reads and writes of the descriptor wait; not while the event loop may use it. */
  setBlocking(blocking: boolean): number;
}

/** undefined where this Node does not tell. */
export function handleOf(socket: Socket): SocketHandle | undefined {
  const { _handle: handle } = socket as unknown as { _handle?: Partial<SocketHandle> | null };
  if (typeof handle?.fd !== 'number' || handle.fd < 0 || typeof handle.setBlocking !== 'function') return undefined;
  return handle as SocketHandle;
}

/** Messages up to here are written out of memory that is used again and again. */
const SMALL_BYTES = 16_384;
const scratch = Buffer.allocUnsafeSlow(SMALL_BYTES);

/**
 * The bytes of a message with its head, good until this thread frames the next: one write is one turn of the other side. Throws
 * MessageTooLargeError for more bytes than the connection takes.
 */
export function framed(message: Uint8Array, mostBytes: number): Uint8Array {
  if (message.length > mostBytes) {
    throw new MessageTooLargeError(
      `a message of ${message.length} bytes is too large: this connection takes ${mostBytes} (maxMessageBytes)`,
    );
  }
  const length = HEAD_BYTES + message.length;
  const frame = length <= SMALL_BYTES ? scratch.subarray(0, length) : Buffer.allocUnsafeSlow(length);
  writeHead(frame, message.length);
  frame.set(message, HEAD_BYTES);
  return frame;
}

/** Writes what there is room for, and gives how many bytes that were. Throws the system's error where nobody reads any more. */
export function writeSome(fd: number, bytes: Uint8Array): number {
  for (;;) {
    try {
      return writeSync(fd, bytes);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') return 0;
      if (code !== 'EINTR') throw error;
    }
  }
}

/** What the trace is told: the rows of a pipe, of which this is one end. */
export class NearRecord {
  readonly #in: RecordedRing;
  readonly #out: RecordedRing;
  readonly #wait: RowKind;
  #received = 0;
  #sent = 0;

  /** `end` 0: the process's. */
  constructor(end: 0 | 1) {
    // Nothing lies in the ring: it is what the rows are about.
    const ring = Ring.create({}, 'Connection');
    ring.objectId = introduce(ObjectType.pipe, 'Connection');
    this.#in = new RecordedRing(ring, { index: 1 - end, count: 2, first: 1 });
    this.#out = new RecordedRing(ring, { index: end, count: 2, first: 1 });
    this.#wait = end === 1 ? RowKind.waitTask : RowKind.waitGet;
    this.#in.describeWaits('a message', end === 1);
  }

  get recordedAs(): RecordedAs {
    return { originMs: currentSeat()?.originMs ?? 0, object: this.#in.ring.objectId };
  }

  /** Both ends are one thing in the trace. */
  joins(object: number): void {
    this.#in.ring.objectId = object;
  }

  /** Sends a message, by what is given. */
  sending(write: () => void): void {
    const startNs = this.#out.begin(RowKind.waitPut);
    let number = 0;
    try {
      write();
      number = ++this.#sent;
    } finally {
      this.#out.end(RowKind.waitPut, startNs, { number, waited: false });
    }
  }

  /** A message is waited for; gives when, for `received`. */
  receiving(): number {
    return this.#in.begin(this.#wait);
  }

  /** The wait has ended, with a message or without. */
  received(startNs: number, { waited, message }: { readonly waited: boolean; readonly message: boolean }): void {
    if (message) this.#received++;
    this.#in.end(this.#wait, startNs, { number: message ? this.#received : 0, waited });
  }
}
