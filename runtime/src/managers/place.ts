/** Where servers are, and the proxies of a thread's own server. */
import type { Address } from '../connection/address.ts';
import type { BaseProxy } from './base-proxy.ts';

/** Where a server is reached: through shared memory in this program, or at an address. */
export type ServerPlace =
  | {
      readonly type: 'local';
      readonly name: string;
      /** Memory of the ring that takes ends of pipes: who puts one there is served through it. */
      readonly doorbell: SharedArrayBuffer;
      /** The server's thread. */
      readonly thread: number;
    }
  | { readonly type: 'remote'; readonly address: Address; readonly authkey: Uint8Array | null };

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
  return place.type === 'local' ? [place.name, place.doorbell, place.thread] : [place.address, place.authkey];
}

/** Reads what `placeFields` gave. Throws TypeError for what is damaged. */
export function parsePlace(fields: unknown): ServerPlace {
  if (Array.isArray(fields)) {
    const [first, second, thread] = fields as unknown[];
    if (second instanceof SharedArrayBuffer) {
      return { type: 'local', name: String(first), doorbell: second, thread: Number(thread) };
    }
    if (second === null || second instanceof Uint8Array) {
      return { type: 'remote', address: first as Address, authkey: second };
    }
  }
  throw new TypeError('damaged handle of a proxy');
}
