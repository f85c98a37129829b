/** The classes of proxies, made as they are needed: a method and its `Sync` twin for each method of the object. */
import { BaseProxy, type Caller, type Token } from './base-proxy.ts';
import { freezeCopy } from './copied.ts';
import { invoke, invokeSync } from './invoke.ts';
import { BaseConditionProxy, BaseLockProxy } from './lock-proxy.ts';

/** Items of a list that `for await` fetches at a time. */
const SLICE_ITEMS = 256;

class BaseListProxy extends BaseProxy {
  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, undefined> {
    for (let at = 0; ; at += SLICE_ITEMS) {
      const items = (await invoke(this, 'slice', [at, at + SLICE_ITEMS])) as readonly unknown[];
      yield* items;
      if (items.length < SLICE_ITEMS) return;
    }
  }
}

class BaseDictProxy extends BaseProxy {
  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, undefined> {
    yield* freezeCopy((await invoke(this, 'entries', [])) as unknown[]);
  }
}

type ProxyClass = new (caller: Caller, token: Token) => BaseProxy;

/** What the proxies of these types have beside their methods. */
const BASES: Readonly<Record<string, ProxyClass>> = {
  list: BaseListProxy,
  dict: BaseDictProxy,
  Lock: BaseLockProxy,
  RLock: BaseLockProxy,
  Semaphore: BaseLockProxy,
  BoundedSemaphore: BaseLockProxy,
  Condition: BaseConditionProxy,
};

const classes = new Map<string, ProxyClass>();

/** A proxy of that object. */
export function createProxy(caller: Caller, token: Token): BaseProxy {
  const key = `${token.typeid} ${token.methods.join()}`;
  let known = classes.get(key);
  if (known === undefined) classes.set(key, (known = proxyClass(token)));
  return new known(caller, token);
}

function proxyClass({ typeid, methods }: Token): ProxyClass {
  const Base = Object.hasOwn(BASES, typeid) ? BASES[typeid]! : BaseProxy;
  const made = class extends Base {};
  Object.defineProperty(made, 'name', { value: `${typeid}Proxy` });
  for (const method of methods) {
    add(made.prototype, method, function call(this: BaseProxy, ...args: unknown[]) {
      return invoke(this, method, args);
    });
    add(made.prototype, `${method}Sync`, function callSync(this: BaseProxy, ...args: unknown[]) {
      return invokeSync(this, method, args);
    });
  }
  return made;
}

/** What a base does itself stays. A proxy with a `then` would be taken for a promise. */
function add(prototype: object, name: string, value: unknown): void {
  if (name in prototype || name === 'then') return;
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
}
