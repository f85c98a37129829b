/** `Client`: connects to a `Listener`, in this program or another, as Python's `multiprocessing.connection.Client`. */
import { milliseconds, assertSignal } from '../check-arguments.ts';
import { ConnectionError, EOFError } from '../errors.ts';
import { type AddressFamily, type AddressLike, assertAddressFamily, parseAddress } from './address.ts';
import type { Connection } from './connection.ts';
import { assertConnectionOptions, type ConnectionOptions, toTerms } from './network-options.ts';
import { pipeToNetwork, tellNetwork } from './network-thread.ts';

/** Options of `Client`. */
export interface ClientOptions extends ConnectionOptions {
  /** Which kind of address it must be; the address itself tells by default. */
  readonly family?: AddressFamily | undefined;
  /** Milliseconds until the call gives up; `handshakeTimeoutMs` limits it as well. */
  readonly timeoutMs?: number | undefined;
  /** Ends the wait: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Connects to who listens at the address. Messages are structured data: a function, an instance of a class or a handle
 * (`Queue`, `Lock` …) is refused with NotCloneableError. The connection can be handed to other threads of this program; it
 * does not outlive the thread that made it.
 *
 * Rejects with ConnectionError where nobody listens, AuthenticationError where the authkeys differ, TimeoutError, and the
 * signal's reason on abort; TypeError and RangeError for arguments that make no sense.
 */
export async function Client<T = unknown>(address: AddressLike, options: ClientOptions = {}): Promise<Connection<T>> {
  options.signal?.throwIfAborted();
  const connection = call<T>('Client()', address, options);
  try {
    await connection.recv({ timeoutMs: options.timeoutMs, signal: options.signal });
    return connection;
  } catch (error) {
    throw failed(connection, error);
  }
}

/** The same, blocking the thread; it takes no signal. */
export function ClientSync<T = unknown>(
  address: AddressLike,
  options: Omit<ClientOptions, 'signal'> = {},
): Connection<T> {
  const connection = call<T>('ClientSync()', address, options);
  try {
    connection.recvSync({ timeoutMs: options.timeoutMs });
    return connection;
  } catch (error) {
    throw failed(connection, error);
  }
}

/** A connection whose first message will be that it is open, or the reason why it is not. @internal */
export function call<T>(name: string, address: AddressLike, options: ClientOptions): Connection<T> {
  assertConnectionOptions(
    name,
    options,
    name === 'Client()' ? ['family', 'timeoutMs', 'signal'] : ['family', 'timeoutMs'],
  );
  milliseconds('timeoutMs', options.timeoutMs);
  assertSignal('signal', options.signal);
  assertAddressFamily('family', options.family);
  const parsed = parseAddress(`${name} address`, address, options);
  const terms = toTerms(options);
  const { connection, memory, recordedAs } = pipeToNetwork(terms.mostBytes);
  tellNetwork({ type: 'connect', pipe: memory, address: parsed, terms, recordedAs });
  return connection as Connection<T>;
}

function failed(connection: Connection, error: unknown): unknown {
  connection.close();
  return error instanceof EOFError ? new ConnectionError('the thread that owns the sockets has ended') : error;
}
