/** A method of a proxy is called: what goes to the server, and what becomes of the result. */
import { BaseProxy } from './base-proxy.ts';
import { freezeCopy } from './copied.ts';

/** Methods whose results are copies of what the object goes on to hold. What others give belongs to the caller. */
const COPYING: Readonly<Record<string, ReadonlySet<string>>> = {
  list: new Set(['get', 'slice']),
  dict: new Set(['get', 'setDefault', 'values', 'entries']),
  Namespace: new Set(['get']),
  Value: new Set(['get']),
  Array: new Set(['get', 'slice']),
};

/** Calls a method of the object that the proxy stands for. Rejects with what it throws, or the reason of a signal in its options. */
export async function invoke(proxy: BaseProxy, method: string, args: readonly unknown[]): Promise<unknown> {
  const { caller, token } = BaseProxy.partsOf(proxy);
  const { rest, signal } = takeSignal(args);
  signal?.throwIfAborted();
  return received(token.typeid, method, await caller.call({ id: token.id, method, args: rest }, signal));
}

/** The same, blocking the thread. */
export function invokeSync(proxy: BaseProxy, method: string, args: readonly unknown[]): unknown {
  const { caller, token } = BaseProxy.partsOf(proxy);
  return received(token.typeid, method, caller.callSync({ id: token.id, method, args: trimmed(args) }));
}

function received(typeid: string, method: string, value: unknown): unknown {
  return COPYING[typeid]?.has(method) === true ? freezeCopy(value) : value;
}

/** A signal stays here, and is told to the server when it aborts. */
function takeSignal(args: readonly unknown[]): { readonly rest: readonly unknown[]; readonly signal?: AbortSignal } {
  const last = args.at(-1);
  if (typeof last !== 'object' || last === null || !('signal' in last)) return { rest: trimmed(args) };
  const { signal, ...options } = last;
  if (!(signal instanceof AbortSignal)) return { rest: signal === undefined ? [...args.slice(0, -1), options] : args };
  return { rest: [...args.slice(0, -1), options], signal };
}

/** Without what was left out at the end. */
function trimmed(args: readonly unknown[]): readonly unknown[] {
  return args.at(-1) === undefined ? args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1) : args;
}
