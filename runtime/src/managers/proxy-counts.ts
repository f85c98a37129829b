/** The proxies of one server that this thread has: one for each object, and how often the server has counted it. */
import type { BaseProxy, Caller, Token } from './base-proxy.ts';
import type { Request } from './protocol.ts';
import { createProxy } from './proxy-classes.ts';

interface Held {
  readonly id: number;
  readonly proxy: WeakRef<BaseProxy>;
  count: number;
}

export class ProxyCounts {
  readonly #caller: Caller;
  readonly #tell: (request: Request) => void;
  readonly #held = new Map<number, Held>();
  readonly #gone = new FinalizationRegistry<Held>((held) => this.#letGo(held));

  /** `tell`: sends the server a note. */
  constructor(caller: Caller, tell: (request: Request) => void) {
    this.#caller = caller;
    this.#tell = tell;
  }

  /** The proxy for the object. `counted`: the server has counted it when it was sent. */
  get(token: Token, counted: boolean): BaseProxy {
    const held = this.#held.get(token.id);
    const known = held?.proxy.deref();
    if (held !== undefined && known !== undefined) {
      if (counted) held.count++;
      return known;
    }
    const proxy = createProxy(this.#caller, token);
    const made: Held = { id: token.id, proxy: new WeakRef(proxy), count: 1 };
    this.#held.set(token.id, made);
    this.#gone.register(proxy, made);
    if (!counted) this.#tell({ op: 'hold', id: token.id });
    return proxy;
  }

  #letGo(held: Held): void {
    if (this.#held.get(held.id) === held) this.#held.delete(held.id);
    this.#tell({ op: 'drop', id: held.id, count: held.count });
  }
}
