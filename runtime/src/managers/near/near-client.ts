/** The server's end of a process's connection: messages of a client that has proved who it is. */
import type { Socket } from 'node:net';
import { EOFError } from '../../errors.ts';
import type { MessageReader } from '../../network/message-frames.ts';
import { isSameRun, type RecordedAs } from '../../network/recorded-as.ts';
import { framed, handleOf, NearRecord, writeSome } from './near-socket.ts';

interface Waiting {
  readonly resolve: (message: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
  readonly startNs: number;
}

export class NearClient {
  readonly #socket: Socket;
  readonly #fd: number | undefined;
  readonly #inbox: MessageReader;
  readonly #mostBytes: number;
  readonly #record: NearRecord = new NearRecord(1);
  #waiting: Waiting | undefined;
  #ended = false;

  /** `inbox`: what has come of it already, of messages of at most so many bytes. */
  constructor(
    socket: Socket,
    inbox: MessageReader,
    { recordedAs, mostBytes }: { readonly recordedAs: RecordedAs; readonly mostBytes: number },
  ) {
    this.#socket = socket;
    this.#fd = handleOf(socket)?.fd;
    this.#inbox = inbox;
    this.#mostBytes = mostBytes;
    inbox.allow(mostBytes);
    if (isSameRun(recordedAs, this.#record.recordedAs)) this.#record.joins(recordedAs.object);
    socket.on('close', () => {
      this.#ended = true;
      this.wake(true);
    });
  }

  /** Sends at once; what finds no room waits in memory. Throws MessageTooLargeError. */
  send(message: Uint8Array): void {
    const bytes = framed(message, this.#mostBytes);
    if (!this.#ended) this.#record.sending(() => this.#write(bytes));
  }

  /** Rejects with EOFError when the process has closed it, or is gone. */
  recv(): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject, startNs: this.#record.receiving() };
      this.wake(false);
    });
  }

  /** A wait for a message of a client is not looked at: the open socket says that somebody may act. */
  describeWaits(): void {
    // See above.
  }

  /** What was sent leaves. */
  close(): void {
    this.#socket.end();
    // A process that goes on sending would keep it half open.
    this.#socket.once('finish', () => this.#socket.destroy());
  }

  /** Something has come, or nothing more will. `waited`: it was not there when the wait began. */
  wake(waited: boolean): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    let message: Uint8Array | undefined;
    let problem: unknown;
    try {
      message = this.#inbox.next();
    } catch (error) {
      problem = error;
      this.#socket.destroy();
    }
    if (message === undefined && problem === undefined && !this.#ended) return;
    this.#waiting = undefined;
    this.#record.received(waiting.startNs, { waited, message: message !== undefined });
    if (message !== undefined) waiting.resolve(message);
    else waiting.reject(problem ?? new EOFError('the process has closed the connection, or is gone'));
  }

  #write(bytes: Uint8Array): void {
    let written = 0;
    // Node's own way costs several times as much: it is for what finds no room. A socket that is closed is not writable.
    if (this.#fd !== undefined && this.#socket.writable && this.#socket.writableLength === 0) {
      try {
        written = writeSome(this.#fd, bytes);
      } catch {
        // It is gone, which is told by its end.
        return;
      }
    }
    // It stays in memory that is not used again meanwhile.
    if (written < bytes.length) this.#socket.write(new Uint8Array(bytes.subarray(written)));
  }
}
