/** client -> server and back: the calls of proxies. Numbers of calls count per link, from 1; 0 wants no answer. */
import type { MethodCall } from './base-proxy.ts';

/** What a client asks of a server. */
export type Request =
  | ({ readonly op: 'call'; readonly n: number } & MethodCall)
  | { readonly op: 'create'; readonly n: number; readonly typeid: string; readonly args: readonly unknown[] }
  /** Is to be answered. */
  | { readonly op: 'ping'; readonly n: number }
  /** How many objects clients have. */
  | { readonly op: 'count'; readonly n: number }
  /** The server is to end. */
  | { readonly op: 'shutdown'; readonly n: number }
  /** The caller has given that call up. */
  | { readonly op: 'cancel'; readonly n: number }
  /** It has one more proxy of the object; it has so many fewer. */
  | { readonly op: 'hold'; readonly id: number }
  | { readonly op: 'drop'; readonly id: number; readonly count: number }
  /** A proxy has left in a message (1), or come out of one (-1). */
  | { readonly op: 'transit'; readonly id: number; readonly by: number };

/** What it answers. */
export type Response =
  | { readonly n: number; readonly value: unknown }
  /** What was thrown. */
  | { readonly n: number; readonly error: unknown };

/** Tag under which the codec knows proxies. */
export const PROXY_TAG = 'ManagerProxy';
