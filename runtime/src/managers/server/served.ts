/** The objects of a server, and who has proxies of them. One that nobody has any more is let go. */
import type { BaseProxy } from '../base-proxy.ts';
import type { Client } from './call.ts';

/** A method as it is called: `this` is the object. */
export type ServedMethod = (...args: readonly unknown[]) => unknown;

/** An object of a server. */
export interface Served {
  readonly id: number;
  readonly typeid: string;
  readonly object: object;
  /** What may be called. */
  readonly methods: ReadonlyMap<string, ServedMethod>;
  /** Methods whose results stay here, and the type that each is then of. */
  readonly methodToTypeid: Readonly<Record<string, string>>;
  /** Who has proxies of it, and how many. */
  readonly holders: Map<Client, number>;
  /** Proxies on their way in messages between clients; below 0 while an arrival is known before its departure. */
  transit: number;
  /** What stands for it within the server. */
  proxy: BaseProxy | undefined;
}

export class ServedObjects {
  readonly #byId = new Map<number, Served>();
  readonly #byObject = new WeakMap<object, Served>();
  #lastId = 0;

  /** Takes an object in; the same one twice is one. */
  add(object: object, about: Pick<Served, 'typeid' | 'methods' | 'methodToTypeid'>): Served {
    const known = this.#byObject.get(object);
    if (known !== undefined) return known;
    const served: Served = { ...about, id: ++this.#lastId, object, holders: new Map(), transit: 0, proxy: undefined };
    this.#byObject.set(object, served);
    return served;
  }

  /** The object, if any client has it. */
  find(id: number): Served | undefined {
    return this.#byId.get(id);
  }

  /** How many objects clients have. */
  get size(): number {
    return this.#byId.size;
  }

  /** The client has so many more proxies of it. */
  hold(served: Served, client: Client, count: number): void {
    const held = (served.holders.get(client) ?? 0) + count;
    if (held > 0) served.holders.set(client, held);
    else served.holders.delete(client);
    this.#keep(served);
  }

  /** So many proxies have left in messages; below 0: have come out of them. */
  move(served: Served, by: number): void {
    served.transit += by;
    this.#keep(served);
  }

  /** The client is gone. */
  forget(client: Client): void {
    for (const served of [...this.#byId.values()]) if (served.holders.delete(client)) this.#keep(served);
  }

  #keep(served: Served): void {
    if (served.holders.size > 0 || served.transit !== 0) this.#byId.set(served.id, served);
    else this.#byId.delete(served.id);
  }
}
