/**
 * A process's connection to the server of a manager of its program. Awaited messages come by the event loop; a blocking call reads the same
 * socket itself. Only for the process's own thread: one that is to be terminated would never leave a read of the system's.
 */
import { readSync } from 'node:fs';
import type { Socket } from 'node:net';
import { AuthenticationError, BrokenPipeError, EOFError } from '../../errors.ts';
import { MessageReader } from '../../network/message-frames.ts';
import { createHello, HELLO_BYTES, isProof, type NearPlace } from './near-hello.ts';
import { framed, handleOf, NearRecord, writeSome, type SocketHandle } from './near-socket.ts';

/** Most that is read at once. */
const PIECE_BYTES = 65_536;

interface Waiting {
  readonly resolve: (message: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
  readonly startNs: number;
}

/** Opens it: the server is there, or undefined is given. What it says of itself is looked at with the first message. */
export function connectNear(place: NearPlace): NearConnection | undefined {
  const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  let connection: NearConnection | undefined;
  const socket = process.getBuiltinModule('node:net').connect({
    path: place.path,
    onread: {
      buffer: piece,
      callback: (bytes) => {
        connection?.take(piece.subarray(0, bytes));
        return true;
      },
    },
  });
  // What is wrong with it is told by its end.
  socket.on('error', () => undefined);
  const handle = handleOf(socket);
  try {
    // To a Unix socket the system connects at once, or not at all.
    if (handle !== undefined) connection = new NearConnection(socket, handle, { place, piece });
  } catch {
    // Nobody listens there, as in a container of its own.
  }
  if (connection === undefined) socket.destroy();
  return connection;
}

export class NearConnection {
  readonly #socket: Socket;
  readonly #handle: SocketHandle;
  readonly #piece: Buffer;
  readonly #mostBytes: number;
  readonly #inbox: MessageReader;
  readonly #record: NearRecord = new NearRecord(0);
  /** What the server has to say first; undefined once it has. */
  #answer: Uint8Array | undefined;
  #waiting: Waiting | undefined;
  #ended = false;

  /** Says hello. Throws the system's error where the socket is not connected. */
  constructor(
    socket: Socket,
    handle: SocketHandle,
    { place, piece }: { readonly place: NearPlace; readonly piece: Buffer },
  ) {
    this.#socket = socket;
    // Asked for its descriptor each time: closed it has none, and another file may have got the number.
    this.#handle = handle;
    this.#piece = piece;
    this.#mostBytes = place.mostBytes;
    this.#inbox = new MessageReader(place.mostBytes);
    const { hello, answer } = createHello(place.key, this.#record.recordedAs);
    this.#answer = answer;
    this.#write(framed(hello, HELLO_BYTES));
    socket.unref();
    socket.on('close', () => this.#end());
    socket.on('end', () => this.#end());
  }

  /** Returns when the system has the message, which may take until the server reads. Throws BrokenPipeError where that is gone, MessageTooLargeError. */
  sendSync(message: Uint8Array): void {
    if (this.#ended) throw gone();
    const bytes = framed(message, this.#mostBytes);
    try {
      this.#record.sending(() => this.#write(bytes));
    } catch (error) {
      this.#end();
      throw gone(error);
    }
  }

  /** The next message. Keeps the process alive. Rejects with EOFError when the server is gone, AuthenticationError where it is another one. */
  recv(): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject, startNs: this.#record.receiving() };
      this.#socket.ref();
      this.#wake(false);
    });
  }

  /** The same, blocking the thread. */
  recvSync(): Uint8Array {
    const startNs = this.#record.receiving();
    let message: Uint8Array | undefined;
    let waited = false;
    try {
      message = this.#next();
      waited = message === undefined;
      message ??= this.#blocking(() => this.#read());
      return message;
    } finally {
      this.#record.received(startNs, { waited, message: message !== undefined });
    }
  }

  /** Not told to the search for deadlocks, to which a process that waits here may go on at any time: blocked it does not answer, else the socket keeps it alive. */
  describeWaits(): void {
    // See above.
  }

  close(): void {
    this.#end();
    this.#socket.destroy();
  }

  /** A piece of the stream has come. */
  take(piece: Uint8Array): void {
    // It is read into again.
    this.#inbox.push(Buffer.from(piece));
    this.#wake(true);
  }

  /** Whoever waits gets what is there now. `waited`: it was not there when the wait began. */
  #wake(waited: boolean): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    let message: Uint8Array | undefined;
    let failed: { readonly error: unknown } | undefined;
    try {
      message = this.#next();
      if (message === undefined) return;
    } catch (error) {
      failed = { error };
    }
    this.#waiting = undefined;
    this.#socket.unref();
    this.#record.received(waiting.startNs, { waited, message: message !== undefined });
    if (message !== undefined) waiting.resolve(message);
    else waiting.reject(failed?.error);
  }

  /** The message that has come, if one has. Throws once none will. */
  #next(): Uint8Array | undefined {
    const message = this.#inbox.next();
    if (message === undefined) {
      if (this.#ended) throw new EOFError('the server of the manager is gone');
      return undefined;
    }
    if (this.#answer === undefined) return message;
    if (!isProof(message, this.#answer)) {
      this.#ended = true;
      this.#socket.destroy();
      throw new AuthenticationError('who listens there is not the server of the manager');
    }
    this.#answer = undefined;
    return this.#next();
  }

  #read(): Uint8Array {
    for (;;) {
      const bytes = readSome(this.#handle.fd, this.#piece);
      if (bytes === 0) this.#end();
      this.#inbox.push(Buffer.from(this.#piece.subarray(0, bytes)));
      const message = this.#next();
      if (message !== undefined) return message;
    }
  }

  #write(bytes: Uint8Array): void {
    let written = writeSome(this.#handle.fd, bytes);
    if (written === bytes.length) return;
    this.#blocking(() => {
      while (written < bytes.length) written += writeSome(this.#handle.fd, bytes.subarray(written));
    });
  }

  /** The event loop, which does not turn meanwhile, never finds the socket so: it would wait there. */
  #blocking<T>(work: () => T): T {
    this.#handle.setBlocking(true);
    try {
      return work();
    } finally {
      this.#handle.setBlocking(false);
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#wake(true);
  }
}

/** 0: nothing more will come. */
function readSome(fd: number, target: Uint8Array): number {
  for (;;) {
    try {
      return readSync(fd, target, 0, target.length, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EINTR') return 0;
    }
  }
}

function gone(cause?: unknown): BrokenPipeError {
  return new BrokenPipeError('the server of the manager is gone', { cause });
}
