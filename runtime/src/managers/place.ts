/** Where servers are, and the proxies of a thread's own server. */
import type { Address } from '../connection/address.ts';
import { StartMethodError } from '../errors.ts';
import { inOwnProcess } from '../loader/own-process.ts';
import type { BaseProxy } from './base-proxy.ts';
import type { NearPlace } from './near/near-hello.ts';

/** Where a server is reached: through shared memory in this program, or at an address. */
export type ServerPlace =
  | {
      readonly type: 'local';
      readonly name: string;
      /** Memory of the ring that takes ends of pipes: who puts one there is served through it. */
      readonly doorbell: SharedArrayBuffer;
      /** The server's thread. */
      readonly thread: number;
      /** Where it listens as well: so processes of their own reach it. undefined: nowhere. */
      readonly outside: RemotePlace | undefined;
    }
  | RemotePlace;

export interface RemotePlace {
  readonly type: 'remote';
  readonly address: Address;
  readonly authkey: Uint8Array | null;
  /** A shorter way for processes of its program; undefined: there is none. */
  readonly near?: NearPlace | undefined;
}

/** Why a proxy of a server that listens nowhere cannot reach a process. What follows `is` in the error. */
export const NO_ADDRESS_REFUSAL: string =
  "a proxy of a manager without an address, which a process cannot reach: under the start method 'process' give the manager " +
  "one (new SyncManager({ address: '127.0.0.1:0' })), or use getContext('thread')";

/** A server as the codec knows it, in the server's own thread. */
export interface OwnServer {
  /** What stands for the object within it; undefined where no client has it. */
  readonly proxyOf: (id: number) => BaseProxy | undefined;
}

const ownServers = new WeakMap<SharedArrayBuffer, OwnServer>();

/** This thread serves there. */
export function rememberOwnServer(doorbell: SharedArrayBuffer, server: OwnServer): void {
  ownServers.set(doorbell, server);
}

/** The server of this thread at that place, if it is one. */
export function ownServerAt(place: ServerPlace): OwnServer | undefined {
  return place.type === 'local' ? ownServers.get(place.doorbell) : undefined;
}

/** A place as data that travels. */
export function placeFields(place: ServerPlace): readonly unknown[] {
  if (place.type === 'remote') return remoteFields(place);
  const { name, doorbell, thread, outside } = place;
  return [name, doorbell, thread, ...(outside === undefined ? [] : remoteFields(outside))];
}

function remoteFields({ address, authkey, near }: RemotePlace): readonly unknown[] {
  return [address, authkey, ...(near === undefined ? [] : [near.path, near.key, near.mostBytes])];
}

/**
 * Reads what `placeFields` gave. In a process of its own the place is where it reaches the server, which is its address. Throws
 * TypeError for what is damaged, StartMethodError where a process cannot reach it.
 */
export function parsePlace(fields: unknown): ServerPlace {
  if (!Array.isArray(fields)) throw damaged();
  const [first, second, thread, ...rest] = fields as unknown[];
  if (!(second instanceof SharedArrayBuffer)) return parseRemote(fields);
  const outside = rest.length === 0 ? undefined : parseRemote(rest);
  if (!inOwnProcess) return { type: 'local', name: String(first), doorbell: second, thread: Number(thread), outside };
  if (outside === undefined) throw new StartMethodError(`${String(first)}: this is ${NO_ADDRESS_REFUSAL}`);
  return outside;
}

function parseRemote([address, authkey, path, key, mostBytes]: readonly unknown[]): RemotePlace {
  if (authkey !== null && !(authkey instanceof Uint8Array)) throw damaged();
  const near =
    typeof path === 'string' && key instanceof Uint8Array && typeof mostBytes === 'number'
      ? { path, key, mostBytes }
      : undefined;
  return { type: 'remote', address: address as Address, authkey, near };
}

function damaged(): TypeError {
  return new TypeError('damaged handle of a proxy');
}
