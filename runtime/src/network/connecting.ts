/** Calls a listener and, once both sides have made sure of each other, carries messages. */
import net, { type Socket } from 'node:net';
import { type Address, addressText } from '../connection/address.ts';
import { Connection } from '../connection/connection.ts';
import { ConnectionError, ParascopeError } from '../errors.ts';
import { Carrier, sayFailed, sayOpened } from './carrier.ts';
import { Channel } from './channel.ts';
import { greetListener } from './handshake.ts';
import { inTime } from './in-time.ts';
import type { NetworkOrder } from './orders.ts';

/** Says on the pipe how it went. Never rejects. */
export async function connect(order: Extract<NetworkOrder, { type: 'connect' }>): Promise<void> {
  const { pipe, address, terms, recordedAs } = order;
  const end = new Connection(pipe, 1);
  const socket =
    typeof address === 'string'
      ? net.createConnection({ path: address })
      : net.createConnection({ host: address[0], port: address[1] });
  try {
    const agree = async (): Promise<Channel> => {
      await connected(socket);
      const channel = new Channel(socket);
      await greetListener(channel, terms.authkey, recordedAs);
      channel.agreed(terms.mostBytes);
      return channel;
    };
    const channel = await inTime(agree(), terms.handshakeMs, `connecting to ${addressText(address)}`);
    await sayOpened(end, address);
    new Carrier(channel, end);
  } catch (error) {
    socket.destroy();
    await sayFailed(end, failure(address, error));
  }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
}

function failure(address: Address, error: unknown): Error {
  if (error instanceof ParascopeError) return error;
  const refused = error instanceof Error && 'code' in error && /ECONNREFUSED|ENOENT/.test(String(error.code));
  const why = refused ? 'nobody listens there' : String(error);
  return new ConnectionError(`cannot connect to ${addressText(address)}: ${why}`, { cause: error });
}
