/** The life of a thread that is the server of a manager. */
import { Listener } from '../connection/listener.ts';
import { unpackCall } from '../process/call-travel.ts';
import { threadIdentity } from '../process/thread-identity.ts';
import { runWork } from '../process/worker-life.ts';
import type { ManagerStart, Ready, ServerOrders } from './manager-start.ts';
import { createServer, type ManagerServer } from './server/manager-server.ts';
import { SYNC_TYPES } from './server/sync-types.ts';

/** `ready` is called when it serves. */
export function runManager({ call }: ManagerStart, ready: () => void): Promise<void> {
  return runWork(`the server of ${threadIdentity().name}`, async () => {
    const { args } = await unpackCall(call);
    const orders = args[0] as ServerOrders;
    const server = await openServer(orders);
    ready();
    orders.ready?.sendSync({ address: server.address ?? null, near: server.near } satisfies Ready);
    await server.serve();
    process.exit(0);
  });
}

async function openServer(orders: ServerOrders): Promise<ManagerServer> {
  try {
    const registry = new Map([...(orders.syncTypes ? SYNC_TYPES : []), ...orders.registry]);
    const server = createServer({ name: orders.name, registry, doorbell: orders.doorbell });
    await orders.initializer?.fn(...orders.initializer.args);
    if (orders.listen !== null) {
      const { address, terms } = orders.listen;
      server.listen(
        new Listener(address, {
          authkey: terms.authkey ?? undefined,
          maxMessageBytes: terms.mostBytes,
          handshakeTimeoutMs: terms.handshakeMs,
        }),
        terms.authkey,
      );
      server.listenNear(terms);
    }
    return server;
  } catch (error) {
    orders.ready?.sendSync(error);
    throw error;
  }
}
