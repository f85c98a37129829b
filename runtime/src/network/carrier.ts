/** Carries messages between a socket and the network thread's end of a pipe, both ways, until either is gone. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Address } from '../connection/address.ts';
import type { Connection } from '../connection/connection.ts';
import { EOFError } from '../errors.ts';
import { OutsideCodec } from '../shared-memory/codec/outside-codec.ts';
import type { Channel } from './channel.ts';
import type { Opened } from './orders.ts';

const carriers = new Set<Carrier>();
const codec = new OutsideCodec();

/** Says that the order was carried out: the first message of a pipe. */
export async function sayOpened(end: Connection, address: Address | null): Promise<void> {
  await end.send(codec.encode({ address } satisfies Opened, 'opened'));
}

/** Says why it was not, and ends the pipe. */
export async function sayFailed(end: Connection, error: unknown): Promise<void> {
  try {
    await end.send(error);
  } catch {
    // Nobody is left to be told.
  }
  end.close();
}

/** Resolves when all that was sent so far has left, by whatever connection. */
export async function allFlushed(): Promise<void> {
  await Promise.all(Array.from(carriers, (carrier) => carrier.flushed()));
}

export class Carrier {
  readonly #channel: Channel;
  readonly #end: Connection;
  #sending = true;

  /** Starts at once. */
  constructor(channel: Channel, end: Connection) {
    this.#channel = channel;
    this.#end = end;
    carriers.add(this);
    void Promise.all([this.#carryOut(), this.#carryIn()]).then(() => carriers.delete(this));
  }

  async flushed(): Promise<void> {
    while (this.#sending && this.#end.pollSync(0)) {
      await this.#channel.sent();
      await nextTurn();
    }
    await this.#channel.flushed();
  }

  /** What the program sends. */
  async #carryOut(): Promise<void> {
    try {
      for (;;) {
        this.#channel.send((await this.#end.recv()) as Uint8Array);
        await this.#channel.sent();
      }
    } catch {
      // The program has closed its end, or the peer is gone and so is this end.
    }
    this.#sending = false;
    this.#channel.end();
  }

  /** What the peer sends. */
  async #carryIn(): Promise<void> {
    try {
      for (;;) await this.#end.send(await this.#channel.receive());
    } catch (error) {
      // That the peer is gone is told by the end of the pipe.
      if (!(error instanceof EOFError)) await sayFailed(this.#end, error);
    }
    this.#end.close();
    this.#channel.destroy();
  }
}
