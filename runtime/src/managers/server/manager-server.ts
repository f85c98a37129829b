/** The server of a manager: objects that live here, and sessions with those who have proxies of them. */
import { ObjectType } from '../../../../trace/src/vocabulary.ts';
import type { Address } from '../../connection/address.ts';
import { Connection } from '../../connection/connection.ts';
import { Listener } from '../../connection/listener.ts';
import { ClosedError } from '../../errors.ts';
import type { NetworkTerms } from '../../network/orders.ts';
import { introduce } from '../../queues/recorded-ring.ts';
import { openMessage } from '../../shared-memory/codec/codec.ts';
import { Ring } from '../../shared-memory/ring.ts';
import { currentThread } from '../../shared-memory/run-block.ts';
import { BaseProxy } from '../base-proxy.ts';
import type { NearPlace } from '../near/near-hello.ts';
import { listenNear, type NearListener } from '../near/near-listener.ts';
import { type RemotePlace, type ServerPlace, rememberOwnServer } from '../place.ts';
import { createProxy } from '../proxy-classes.ts';
import { Client } from './call.ts';
import { OwnCaller } from './own-caller.ts';
import { createObject, methodsOf, type Registration } from './registry.ts';
import { type Served, ServedObjects } from './served.ts';
import { Session } from './session.ts';
import { syncTypeOf } from './sync-types.ts';

export interface ServerOptions {
  /** What clients call it. */
  readonly name: string;
  readonly registry: ReadonlyMap<string, Registration>;
  /** Memory of its doorbell; a new one by default. */
  readonly doorbell?: SharedArrayBuffer | undefined;
}

/** A server of the objects that clients ask for; it serves when it is told to. */
export function createServer(options: ServerOptions): ManagerServer {
  return new ManagerServer(options);
}

export class ManagerServer {
  readonly #name: string;
  readonly #registry: ReadonlyMap<string, Registration>;
  readonly #doorbell: Ring;
  readonly #objects = new ServedObjects();
  readonly #self = new Client();
  readonly #sessions = new Set<Session>();
  #listener: Listener<Uint8Array> | undefined;
  #near: NearListener | undefined;
  #outside: RemotePlace | undefined;
  readonly #ended: Promise<void>;
  #end!: () => void;

  constructor({ name, registry, doorbell }: ServerOptions) {
    this.#name = name;
    this.#registry = registry;
    this.#doorbell = doorbell === undefined ? Ring.create({}, name) : new Ring(doorbell, name);
    // It waits for others to ask; that it does is no part of a deadlock.
    this.#doorbell.aMessage = { what: () => `a client of ${name}`, silent: true, unbreakable: true };
    if (doorbell === undefined) this.#doorbell.objectId = introduce(ObjectType.queue, name);
    this.#ended = new Promise((resolve) => (this.#end = resolve));
    rememberOwnServer(this.#doorbell.memory, { proxyOf: (id) => this.proxyOf(id) });
  }

  get name(): string {
    return this.#name;
  }

  /** Where threads of this program reach it. */
  get place(): ServerPlace {
    const place = {
      type: 'local',
      name: this.#name,
      doorbell: this.#doorbell.memory,
      thread: currentThread(),
    } as const;
    return { ...place, outside: this.#outside };
  }

  get objects(): ServedObjects {
    return this.#objects;
  }

  /** Where other programs reach it; undefined where they do not. */
  get address(): Address | undefined {
    return this.#listener?.address;
  }

  /** It is reached there too, by that key. Who connects before it serves waits. */
  listen(listener: Listener<Uint8Array>, authkey: Uint8Array | null): void {
    this.#listener = listener;
    this.#outside = { type: 'remote', address: listener.address, authkey };
  }

  /** Processes of this program have a shorter way than its address, where the system has one. They are served at once. */
  listenNear(terms: NetworkTerms): void {
    if (this.#outside === undefined) return;
    this.#near = listenNear({ terms, onClient: (client) => void this.#run(new Session(this, client, 'remote')) });
    this.#outside = { ...this.#outside, near: this.#near?.place };
  }

  /** Where processes of this program reach it by a shorter way than its address; undefined where there is none. */
  get near(): NearPlace | undefined {
    return this.#near?.place;
  }

  /** Serves, and resolves when it is shut down. */
  async serve(): Promise<void> {
    void this.#takeThreads();
    if (this.#listener !== undefined) void this.#takeStrangers(this.#listener);
    await this.#ended;
    await this.#near?.flushed();
  }

  /** Ends `serve` and the connections of all clients. */
  shutdown(): void {
    this.#listener?.close();
    this.#near?.close();
    this.#doorbell.close();
    for (const session of this.#sessions) session.close();
    this.#end();
  }

  /** A new object of that type. Rejects with what its callable throws, TypeError for a type that there is not. */
  async create(typeid: string, args: readonly unknown[]): Promise<Served> {
    const registration = this.#registry.get(typeid);
    if (registration === undefined) {
      throw new TypeError(`${this.#name} has no type '${typeid}'; it has ${[...this.#registry.keys()].join(', ')}`);
    }
    return this.#add(typeid, registration, await createObject(registration, typeid, args));
  }

  /** An object that a method has given, as one of that type. */
  adopt(typeid: string, object: unknown): Served {
    if (typeof object !== 'object' || object === null) throw new TypeError(`expected an object of type ${typeid}`);
    return this.#add(typeid, this.#registry.get(typeid), object);
  }

  /** What stands for an object within the server; undefined where no client has it. */
  proxyOf(id: number): BaseProxy | undefined {
    const served = this.#objects.find(id);
    return served && this.proxyFor(served);
  }

  /** What stands for an object within the server: it keeps the object alive. */
  proxyFor(served: Served): BaseProxy {
    const { id, typeid, methods } = served;
    const token = { id, typeid, methods: [...methods.keys()] };
    return (served.proxy ??= createProxy(new OwnCaller(this, served, this.#self), token));
  }

  #add(typeid: string, registration: Registration | undefined, object: object): Served {
    const { exposed, methodToTypeid = {} } = registration?.options ?? {};
    // What the package makes is known by its own name, under whatever name it is registered: its proxies know how to use it.
    const type = { typeid, exposed, ...syncTypeOf(object) };
    return this.#objects.add(object, { typeid: type.typeid, methods: methodsOf(object, type.exposed), methodToTypeid });
  }

  async #takeThreads(): Promise<void> {
    try {
      for (;;) {
        const end = endIn(await this.#doorbell.get());
        if (end !== undefined) void this.#run(new Session(this, end, 'local'));
      }
    } catch (error) {
      if (!(error instanceof ClosedError)) throw error;
    }
  }

  async #run(session: Session): Promise<void> {
    this.#sessions.add(session);
    await session.run();
    this.#sessions.delete(session);
  }

  async #takeStrangers(listener: Listener<Uint8Array>): Promise<void> {
    try {
      for (;;) void this.#run(new Session(this, await listener.accept(), 'remote'));
    } catch (error) {
      if (!(error instanceof ClosedError)) throw error;
    }
  }
}

/** The end of a pipe that somebody has left; undefined where it cannot be read: nobody could be told, and others are served. */
function endIn(message: unknown): Connection | undefined {
  if (!(message instanceof Uint8Array)) return undefined;
  const { decode, dropMemories } = openMessage(message);
  try {
    const end = decode();
    return end instanceof Connection ? end : undefined;
  } catch {
    // Whoever has left it is gone with what it names.
    return undefined;
  } finally {
    dropMemories();
  }
}
