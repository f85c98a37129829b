/** Where processes of the program reach the server of a manager: a Unix socket that the server's thread itself serves. Linux alone. */
import { randomUUID } from 'node:crypto';
import type { Server, Socket } from 'node:net';
import { MessageReader } from '../../network/message-frames.ts';
import type { NetworkTerms } from '../../network/orders.ts';
import { NearClient } from './near-client.ts';
import { createNearKey, HELLO_BYTES, readHello, type NearPlace } from './near-hello.ts';
import { framed } from './near-socket.ts';

/** Peers that have not proved who they are, at a time; one more is hung up on. */
const MOST_STRANGERS = 64;
/** How long the end of the server waits until what was answered has left: a client may not be reading. */
const FLUSH_MS = 2000;

export interface NearListenerOptions {
  /** What all connections keep to. */
  readonly terms: Pick<NetworkTerms, 'mostBytes' | 'handshakeMs'>;
  /** Called for each process that has proved who it is. */
  readonly onClient: (client: NearClient) => void;
}

/** Listens; undefined where the system has no such sockets. It keeps no thread alive; connections do. */
export function listenNear(options: NearListenerOptions): NearListener | undefined {
  if (process.platform !== 'linux') return undefined;
  const listener = new NearListener(options);
  return listener.listening ? listener : undefined;
}

export class NearListener {
  /** What processes are told. */
  readonly place: NearPlace;
  readonly #options: NearListenerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Random bytes of all that have said hello. */
  readonly #taken = new Set<string>();
  #strangers = 0;

  constructor(options: NearListenerOptions) {
    this.#options = options;
    const { mostBytes } = options.terms;
    this.place = { path: `\0parascope-${randomUUID()}`, key: createNearKey(), mostBytes };
    this.#server = process.getBuiltinModule('node:net').createServer((socket) => this.#greet(socket));
    // One connection that cannot be taken (no descriptors left) is no reason to stop.
    this.#server.on('error', () => undefined);
    this.#server.listen({ path: this.place.path });
    this.#server.unref();
  }

  get listening(): boolean {
    return this.#server.listening;
  }

  /** Takes nobody any more. */
  close(): void {
    this.#server.close();
  }

  /** Resolves when what was sent has left. */
  async flushed(): Promise<void> {
    const late = [...this.#sockets].filter((socket) => socket.writableLength > 0);
    if (late.length === 0) return;
    const timer = setTimeout(() => late.forEach((socket) => socket.destroy()), FLUSH_MS);
    await Promise.all(late.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    clearTimeout(timer);
  }

  #greet(socket: Socket): void {
    socket.on('error', () => undefined);
    if (this.#strangers >= MOST_STRANGERS) {
      socket.destroy();
      return;
    }
    this.#strangers++;
    this.#sockets.add(socket);
    const inbox = new MessageReader(HELLO_BYTES);
    const late = setTimeout(() => socket.destroy(), this.#options.terms.handshakeMs);
    let client: NearClient | undefined;
    socket.on('close', () => {
      clearTimeout(late);
      this.#sockets.delete(socket);
      if (client === undefined) this.#strangers--;
    });
    socket.on('data', (piece: Uint8Array) => {
      inbox.push(piece);
      if (client === undefined) {
        client = this.#accept(socket, inbox);
        if (client === undefined) return;
        clearTimeout(late);
        this.#strangers--;
        this.#options.onClient(client);
      }
      client.wake(true);
    });
  }

  /** undefined while it has not said enough; who says something else is hung up on. */
  #accept(socket: Socket, inbox: MessageReader): NearClient | undefined {
    let said;
    try {
      const hello = inbox.next();
      if (hello === undefined) return undefined;
      said = readHello(hello, this.place.key, this.#taken);
    } catch {
      // Too long for a hello.
    }
    if (said === undefined) {
      socket.destroy();
      return undefined;
    }
    socket.write(Buffer.from(framed(said.answer, HELLO_BYTES)));
    return new NearClient(socket, inbox, { recordedAs: said.recordedAs, mostBytes: this.place.mostBytes });
  }
}
