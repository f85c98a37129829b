/** A socket on which frames go both ways. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { ConnectionError, EOFError } from '../errors.ts';
import { MessageReader, messageHead } from './message-frames.ts';
import { HANDSHAKE_FRAME_BYTES, type FrameLink } from './handshake.ts';

/** A peer that has vanished without a word is noticed by probes, the first after this time. */
const PROBE_AFTER_MS = 30_000;

export class Channel implements FrameLink {
  readonly #socket: Socket;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #reader: MessageReader = new MessageReader(HANDSHAKE_FRAME_BYTES);

  /** The socket is connected. Until `agreed`, frames are those of the handshake. */
  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, PROBE_AFTER_MS);
    // An error ends the reading and the writing, where it is told.
    socket.on('error', () => undefined);
    this.#chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  }

  /** The handshake is over: frames are messages, of at most so many bytes. */
  agreed(mostBytes: number): void {
    this.#reader.allow(mostBytes);
  }

  /** Sends a frame. The promise of `sent` says when there is room for more. */
  send(frame: Uint8Array): void {
    this.#socket.cork();
    this.#socket.write(messageHead(frame.length));
    this.#socket.write(frame);
    this.#socket.uncork();
  }

  /** Resolves when little enough waits to be sent, or nothing can be sent any more. */
  async sent(): Promise<void> {
    if (this.#socket.writableNeedDrain) await this.#event('drain');
  }

  /** Resolves when all has left, or nothing can be sent any more. */
  async flushed(): Promise<void> {
    const socket = this.#socket;
    if (socket.writableLength === 0 || socket.destroyed) return;
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      if (socket.writableEnded) socket.once('finish', resolve);
      else socket.write('', () => resolve());
    });
  }

  /** The next frame. Rejects with EOFError when the peer is gone, ConnectionError for a frame that is too large. */
  async receive(): Promise<Uint8Array> {
    for (;;) {
      const frame = this.#reader.next();
      if (frame !== undefined) return frame;
      const chunk = await this.#chunk();
      if (chunk === undefined) throw new EOFError('the peer has closed the connection, or is gone');
      this.#reader.push(chunk);
    }
  }

  /** Sends what is left, then closes. */
  end(): void {
    this.#socket.end();
    // Who still sends would keep it half open.
    this.#socket.once('finish', () => this.#socket.destroy());
  }

  /** Closes at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  async #chunk(): Promise<Uint8Array | undefined> {
    try {
      const next = await this.#chunks.next();
      return next.done === true ? undefined : next.value;
    } catch (error) {
      if (this.#socket.errored === null || isReset(error)) return undefined;
      throw new ConnectionError(`the connection is broken: ${String(error)}`, { cause: error });
    }
  }

  async #event(name: 'drain'): Promise<void> {
    const ended = new AbortController();
    const end = (): void => ended.abort();
    this.#socket.once('close', end);
    try {
      await once(this.#socket, name, { signal: ended.signal });
    } catch {
      // Closed or broken: the reading tells it.
    } finally {
      this.#socket.off('close', end);
    }
  }
}

/** The peer has ended without reading all: as good as any other end. */
function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
