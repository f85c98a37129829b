/** A listening socket: takes connections, makes sure of who is there, and gives each to whoever accepts. */
import { chmodSync } from 'node:fs';
import net, { type Server, type Socket } from 'node:net';
import { type Address, addressText } from '../connection/address.ts';
import { Connection } from '../connection/connection.ts';
import { holdersOf } from '../connection/pipe-memory.ts';
import { ConnectionError } from '../errors.ts';
import { Carrier, sayFailed, sayOpened } from './carrier.ts';
import { Channel } from './channel.ts';
import { greetClient } from './handshake.ts';
import type { NetworkOrder, NetworkTerms } from './orders.ts';
import { inTime } from './in-time.ts';
import { isSameRun, type RecordedAs } from './recorded-as.ts';

/** Peers that have not proved who they are, at a time; one more is hung up on. */
const MOST_STRANGERS = 64;

/** Somebody waits for a connection. */
type Accepting = Pick<Extract<NetworkOrder, { type: 'accept' }>, 'pipe' | 'recordedAs'>;

/** A connection that is agreed on. */
interface Arrival {
  readonly recordedAs: RecordedAs;
  readonly channel: Channel;
  readonly address: Address | null;
}

const listenings = new Map<number, Listening>();

/** The listener with that number; undefined when it is closed. */
export function listeningOf(listener: number): Listening | undefined {
  return listenings.get(listener);
}

/** Ends all. */
export function closeListenings(): void {
  for (const listening of listenings.values()) listening.close();
}

export class Listening {
  readonly #number: number;
  readonly #server: Server;
  readonly #terms: NetworkTerms;
  readonly #backlog: number;
  readonly #control: Connection;
  readonly #arrivals: Arrival[] = [];
  readonly #accepting: Accepting[] = [];
  readonly #sockets = new Set<Socket>();
  #strangers = 0;

  /** Begins to listen, and says how that went on its pipe. */
  constructor({ listener, pipe, address, backlog, terms }: Extract<NetworkOrder, { type: 'listen' }>) {
    this.#number = listener;
    this.#terms = terms;
    this.#backlog = backlog;
    this.#control = new Connection(pipe, 1);
    this.#server = net.createServer(
      { allowHalfOpen: false, pauseOnConnect: false },
      (socket) => void this.#greet(socket),
    );
    listenings.set(listener, this);
    void this.#live(address);
  }

  /** The next connection is to go through that pipe. */
  accept(accepting: Accepting): void {
    // Who gave up waiting has closed its end.
    const waiting = [...this.#accepting, accepting].filter(isAwaited);
    this.#accepting.splice(0, Infinity, ...waiting);
    this.#match();
  }

  close(): void {
    if (!listenings.delete(this.#number)) return;
    this.#server.close();
    for (const { pipe } of this.#accepting) new Connection(pipe, 0).close();
    for (const { channel } of this.#arrivals) channel.destroy();
    for (const socket of this.#sockets) socket.destroy();
    this.#control.close();
  }

  async #live(address: Address): Promise<void> {
    try {
      await listen(this.#server, address, this.#backlog);
      await sayOpened(this.#control, addressOf(this.#server));
      // Nothing is sent here: what comes is the end, when the listener is closed or its thread has ended.
      await this.#control.recv();
    } catch (error) {
      if (!this.#server.listening) await sayFailed(this.#control, refusal(address, error));
    }
    this.close();
  }

  async #greet(socket: Socket): Promise<void> {
    socket.on('error', () => undefined);
    if (this.#strangers >= MOST_STRANGERS || this.#arrivals.length >= this.#backlog) {
      socket.destroy();
      return;
    }
    const { remoteAddress, remotePort } = socket;
    const channel = new Channel(socket);
    this.#strangers++;
    this.#sockets.add(socket);
    try {
      const agreed = greetClient(channel, this.#terms.authkey);
      const recordedAs = await inTime(agreed, this.#terms.handshakeMs, 'the handshake of a client');
      channel.agreed(this.#terms.mostBytes);
      const address =
        remoteAddress === undefined || remotePort === undefined ? null : ([remoteAddress, remotePort] as const);
      this.#arrivals.push({ channel, address, recordedAs });
    } catch {
      // Whoever that was is none to talk to: the listener goes on, and its program need not know.
      channel.end();
    } finally {
      this.#strangers--;
      this.#sockets.delete(socket);
    }
    if (listenings.has(this.#number)) this.#match();
    else channel.destroy();
  }

  /** Gives connections to those who wait for one. */
  #match(): void {
    while (this.#arrivals.length > 0 && this.#accepting.length > 0) {
      const accepting = this.#accepting.shift()!;
      if (!isAwaited(accepting)) continue;
      const { channel, address, recordedAs } = this.#arrivals.shift()!;
      const end = new Connection(accepting.pipe, 0);
      if (isSameRun(recordedAs, accepting.recordedAs)) recordAs(end, recordedAs.object);
      void sayOpened(end, address).then(
        () => new Carrier(channel, end),
        () => channel.destroy(),
      );
    }
  }
}

/** Both sides are one thing in the trace, so that messages are followed from one to the other. */
function recordAs(end: Connection, object: number): void {
  for (const direction of ['in', 'out'] as const) end.messages(direction)!.ring.objectId = object;
}

function isAwaited({ pipe }: Accepting): boolean {
  return holdersOf(pipe, 1).exist;
}

async function listen(server: Server, address: Address, backlog: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const listening = (): void => {
      server.off('error', reject);
      // One connection that cannot be taken (no descriptors left) is no reason to stop.
      server.on('error', () => undefined);
      resolve();
    };
    if (typeof address === 'string') {
      server.listen({ path: address, backlog }, listening);
      // It listens by now, or does not: what is not its own is left alone.
      if (server.listening) keepToUser(server, address);
    } else server.listen({ host: address[0], port: address[1], backlog }, listening);
  });
}

/** Before anything else is done: whoever may write to the file may connect. */
function keepToUser(server: Server, path: string): void {
  if (process.platform === 'win32') return;
  try {
    chmodSync(path, 0o600);
  } catch (error) {
    // Everybody could connect: it is no file, or its file system knows no permissions.
    server.close();
    throw error;
  }
}

function addressOf(server: Server): Address | null {
  const address = server.address();
  return typeof address === 'string' || address === null ? address : [address.address, address.port];
}

function refusal(address: Address, error: unknown): ConnectionError {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const why = taken ? 'the address is in use: close who listens there, or take port 0 for a free one' : String(error);
  return new ConnectionError(`cannot listen at ${addressText(address)}: ${why}`, { cause: error });
}
