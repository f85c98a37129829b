/** `Listener`: takes connections of other programs, as Python's `multiprocessing.connection.Listener`. */
import { assertWaitOptions, wholeNumber } from '../check-arguments.ts';
import { ClosedError, EOFError } from '../errors.ts';
import type { SyncWaitOptions, WaitOptions } from '../shared-memory/bell.ts';
import type { Opened, NetworkTerms } from '../network/orders.ts';
import {
  type Address,
  type AddressFamily,
  type AddressLike,
  addressText,
  assertAddressFamily,
  freshAddress,
  isLocal,
  parseAddress,
} from './address.ts';
import type { Connection } from './connection.ts';
import { assertConnectionOptions, type ConnectionOptions, toTerms } from './network-options.ts';
import { forgetSocketFile, pipeToNetwork, rememberSocketFile, tellNetwork } from './network-thread.ts';

/** Options of a new listener. */
export interface ListenerOptions extends ConnectionOptions {
  /**
   * Which kind of address it is: `'AF_INET'` (a host and port, the default where there is no address), `'AF_UNIX'` (a path), or on
   * Windows `'AF_PIPE'`. Without an address one of that kind is chosen.
   */
  readonly family?: AddressFamily | undefined;
  /** Connections that may wait to be accepted; 128 by default. One more is hung up on. */
  readonly backlog?: number | undefined;
}

const DEFAULT_BACKLOG = 128;
/** Most bytes of what the network thread says of itself. */
const ANSWER_BYTES = 65_536;
let listeners = 0;

/**
 * Listens at an address: `['127.0.0.1', 5000]`, `'127.0.0.1:5000'`, `{ port: 5000 }`, or the path of a Unix socket or Windows
 * pipe (`\\\\.\\pipe\\name`). By default at a free port of this machine alone, which `address` tells. It listens as long as
 * the thread that made it lives and has not closed it, and keeps no program from ending.
 */
export class Listener<T = unknown> implements Disposable {
  readonly #number: number = ++listeners;
  readonly #control: Connection;
  readonly #terms: NetworkTerms;
  readonly #address: Address;
  #lastAccepted: Address | null = null;
  #closed = false;

  /**
   * Listens when it returns. An address that other machines can reach (`['0.0.0.0', 5000]`) needs an `authkey`.
   * @throws {ConnectionError} where it cannot listen there; TypeError and RangeError for arguments that make no sense.
   */
  constructor(address?: AddressLike, options: ListenerOptions = {}) {
    assertConnectionOptions('new Listener()', options, ['backlog', 'family']);
    assertAddressFamily('family', options.family);
    const backlog = wholeNumber('backlog', options.backlog, 1, { most: 65_535 }) ?? DEFAULT_BACKLOG;
    const wanted =
      address === undefined
        ? freshAddress('new Listener() family', options)
        : parseAddress('new Listener() address', address, options);
    this.#terms = toTerms(options);
    if (!isLocal(wanted) && this.#terms.authkey === null) {
      throw new TypeError(
        `new Listener(): ${addressText(wanted)} can be reached from other machines: pass { authkey }, or listen at 127.0.0.1`,
      );
    }
    const { connection, memory } = pipeToNetwork(ANSWER_BYTES);
    this.#control = connection;
    tellNetwork({ type: 'listen', listener: this.#number, pipe: memory, address: wanted, backlog, terms: this.#terms });
    this.#address = this.#opened();
    if (typeof this.#address === 'string') rememberSocketFile(this.#address);
  }

  /** Where it listens: as in Python a pair of host and port, or a path. */
  get address(): Address {
    return this.#address;
  }

  /** Where the connection comes from that was accepted last; null before the first, and for sockets without a port. */
  get lastAccepted(): Address | null {
    return this.#lastAccepted;
  }

  /**
   * The next connection, whose peer has the authkey where there is one; who has not is hung up on without a word here.
   * Rejects with ClosedError once it is closed, TimeoutError, the signal's reason on abort.
   */
  async accept(options?: WaitOptions): Promise<Connection<T>> {
    assertWaitOptions('accept()', options);
    options?.signal?.throwIfAborted();
    const connection = this.#next();
    try {
      return this.#accepted(connection, await connection.recv(options));
    } catch (error) {
      throw this.#failed(connection, error);
    }
  }

  /** The same, blocking the thread. */
  acceptSync(options?: SyncWaitOptions): Connection<T> {
    assertWaitOptions('acceptSync()', options);
    const connection = this.#next();
    try {
      return this.#accepted(connection, connection.recvSync(options));
    } catch (error) {
      throw this.#failed(connection, error);
    }
  }

  /** Listens no more; a Unix socket is removed. Connections that were accepted go on. Does nothing the second time. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#control.close();
    if (typeof this.#address === 'string') forgetSocketFile(this.#address);
  }

  /** Closes it: `using listener = new Listener()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #opened(): Address {
    try {
      const { address } = this.#control.recvSync() as Opened;
      return address ?? '';
    } catch (error) {
      this.#control.close();
      throw error;
    }
  }

  #next(): Connection {
    if (this.#closed) throw this.#closedError();
    const { connection, memory, recordedAs } = pipeToNetwork(this.#terms.mostBytes, 1);
    connection.describeWaits(`a connection to ${addressText(this.#address)}`, true);
    tellNetwork({ type: 'accept', listener: this.#number, pipe: memory, recordedAs });
    return connection;
  }

  #accepted(connection: Connection, opened: unknown): Connection<T> {
    this.#lastAccepted = (opened as Opened).address;
    connection.describeWaits('a message of a Connection');
    return connection as Connection<T>;
  }

  #failed(connection: Connection, error: unknown): unknown {
    connection.close();
    return error instanceof EOFError ? this.#closedError() : error;
  }

  #closedError(): ClosedError {
    return new ClosedError(`the listener at ${addressText(this.#address)} is closed`);
  }
}
