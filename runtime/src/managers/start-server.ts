/** Starts the thread of a manager's server. */
import type { Address } from '../connection/address.ts';
import { Pipe } from '../connection/pipe.ts';
import { ConnectionError, EOFError, StartMethodError } from '../errors.ts';
import { inOwnProcess } from '../loader/own-process.ts';
import type { NetworkTerms } from '../network/orders.ts';
import { packCall } from '../process/call-travel.ts';
import type { Child } from '../process/child-register.ts';
import { startChild } from '../process/start-child.ts';
import { assertMayStart } from '../process/start-guard.ts';
import { nextChildIdentity } from '../process/thread-identity.ts';
import { collectJourneys } from '../shared-memory/codec/codec.ts';
import { createRingMemory } from '../shared-memory/ring-memory.ts';
import type { Ready, ServerOrders } from './manager-start.ts';
import type { ServerPlace } from './place.ts';
import { RegisteredTypes } from './registered-types.ts';
import { hasSyncTypes } from './sync-type-holders.ts';

interface ServerToStart {
  /** The manager's class. */
  readonly type: object & { readonly prototype: unknown; readonly name: string };
  readonly address: Address | undefined;
  readonly terms: NetworkTerms;
  readonly initializer: ServerOrders['initializer'];
}

interface StartedServer {
  readonly child: Child;
  readonly place: ServerPlace;
  readonly address: Address | undefined;
}

/** Returns when the thread is started; where it is to listen or initialize, when it serves. Throws what goes wrong until then. */
export function startServer({ type, address, terms, initializer }: ServerToStart): StartedServer {
  assertMayStart(`${type.name}.start()`);
  assertNotInProcess(type.name);
  const identity = nextChildIdentity();
  const name = `${type.name}-${identity.join(':')}`;
  const doorbell = createRingMemory({});
  const [ready, theirs] = address === undefined && initializer === null ? [null, null] : Pipe(false);
  const orders: ServerOrders = {
    name,
    doorbell,
    syncTypes: hasSyncTypes(type),
    registry: [...RegisteredTypes.of(type).all()],
    listen: address === undefined ? null : { address, terms },
    initializer,
    ready: theirs,
  };
  const { result: call, journeys } = collectJourneys(() =>
    packCall({ target: undefined, subclass: undefined, args: [orders], fields: {}, rawMemory: true }),
  );
  const child = startChild({
    method: 'thread',
    name,
    identity,
    daemon: true,
    job: { type: 'manager', call },
    claimed: (thread) => {
      for (const journey of journeys) journey.departTo(thread);
    },
  });
  theirs?.close();
  const { address: listensAt, near } = ready === null ? { address: null } : readyOf(ready, name);
  const outside =
    listensAt === null ? undefined : ({ type: 'remote', address: listensAt, authkey: terms.authkey, near } as const);
  const place = { type: 'local', name, doorbell, thread: child.thread, outside } as const;
  return { child, place, address: outside?.address };
}

function assertNotInProcess(name: string): void {
  if (!inOwnProcess) return;
  throw new StartMethodError(
    `${name}.start(): a process that was started by the start method 'process' cannot start the server of a manager. ` +
      'Start it in main, or serve in this process: getServer()',
  );
}

function readyOf(connection: { recvSync(): unknown; close(): void }, name: string): Ready {
  try {
    const message = connection.recvSync();
    if (message instanceof Error) throw message;
    return message as Ready;
  } catch (error) {
    throw error instanceof EOFError ? new ConnectionError(`${name} has ended before it served`) : error;
  } finally {
    connection.close();
  }
}
