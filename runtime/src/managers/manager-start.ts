/** What the thread of a manager's server is started for. */
import type { NetworkTerms } from '../network/orders.ts';
import type { Address } from '../connection/address.ts';
import type { Connection } from '../connection/connection.ts';
import type { PackedCall } from '../process/packed-call.ts';
import type { NearPlace } from './near/near-hello.ts';
import type { Registration } from './server/registry.ts';

export interface ManagerStart {
  readonly type: 'manager';
  /** Its one argument is a `ServerOrders`. */
  readonly call: PackedCall;
}

/** What the server is told. */
export interface ServerOrders {
  readonly name: string;
  readonly doorbell: SharedArrayBuffer;
  /** Whether it has the types of a `SyncManager`. */
  readonly syncTypes: boolean;
  readonly registry: readonly (readonly [typeid: string, registration: Registration])[];
  /** Where other programs are to reach it; null where they are not. */
  readonly listen: { readonly address: Address; readonly terms: NetworkTerms } | null;
  readonly initializer: {
    readonly fn: (...args: readonly unknown[]) => unknown;
    readonly args: readonly unknown[];
  } | null;
  /** Where it says that it is ready: a `Ready`, or what went wrong. */
  readonly ready: Connection | null;
}

/** The server serves. */
export interface Ready {
  readonly address: Address | null;
  /** See `RemotePlace`. */
  readonly near: NearPlace | undefined;
}
