/** `BaseManager`: a server of one's own objects, in a thread or at an address, as Python's `multiprocessing.managers.BaseManager`. */
import { assertArray, assertFunction, assertOptions, assertType, milliseconds } from '../check-arguments.ts';
import { type Address, type AddressLike, parseAddress } from '../connection/address.ts';
import { Listener } from '../connection/listener.ts';
import { type ConnectionOptions, CONNECTION_OPTIONS, toTerms } from '../connection/network-options.ts';
import { ManagerStateError } from '../errors.ts';
import type { NetworkTerms } from '../network/orders.ts';
import { bytesOfKey, keyBytes, ownKey, type ProcessKey } from '../process/authkey.ts';
import type { Child } from '../process/child-register.ts';
import type { BaseProxy } from './base-proxy.ts';
import type { Proxied } from './proxied.ts';
import { linkTo } from './proxy-links.ts';
import type { Link } from './link.ts';
import type { ServerPlace } from './place.ts';
import { RegisteredTypes } from './registered-types.ts';
import { createServer } from './server/manager-server.ts';
import type { Callable, RegisterOptions } from './server/registry.ts';
import { Server } from './serving.ts';
import { startServer } from './start-server.ts';

/** Options of a new manager. */
export interface ManagerOptions extends ConnectionOptions {
  /** Where other programs are to reach its server (`start`, `getServer`), or where a server is (`connect`). Without it, this program alone. */
  readonly address?: AddressLike | undefined;
  /** The secret of its connections; by default that of the process that makes the manager (`currentProcess().authkey`). */
  readonly authkey?: string | Uint8Array | undefined;
}

/** Options of `start`. */
export interface StartOptions<Args extends readonly unknown[] = readonly unknown[]> {
  /** Runs in the server before it serves. */
  readonly initializer?: ((...args: Args) => unknown) | undefined;
  /** Its arguments. */
  readonly initargs?: Readonly<NoInfer<Args>> | undefined;
}

/** How long `shutdown` waits for the server before it is stopped. */
const SHUTDOWN_MS = 1000;

type State =
  | { readonly type: 'initial' }
  | { readonly type: 'started'; readonly child: Child; readonly link: Link }
  | { readonly type: 'connected'; readonly link: Link }
  | { readonly type: 'ended' };

/**
 * A server whose objects are used through proxies. `class MyManager extends BaseManager {}`, then
 * `MyManager.register('Maths', Maths)`, `manager.start()`, `manager.create('Maths')`; or, typed, `BaseManager.with({ Maths })`,
 * whose managers have a method `Maths()`.
 */
export class BaseManager implements AsyncDisposable {
  readonly #options: ManagerOptions;
  readonly #key: ProcessKey;
  #address: Address | undefined;
  #state: State = { type: 'initial' };

  /** Starts nothing yet. @throws {TypeError} and {RangeError} for options that make no sense, by their names. */
  constructor(options: ManagerOptions = {}) {
    assertOptions(`new ${new.target.name}()`, options, ['address', ...CONNECTION_OPTIONS]);
    toTerms(options);
    this.#options = options;
    this.#key = options.authkey === undefined ? ownKey() : keyBytes(options.authkey);
    if (options.address !== undefined)
      this.#address = parseAddress(`new ${new.target.name}() address`, options.address);
  }

  /**
   * Makes a type known to the managers of this class and of those that extend it. `callable`: a class, or a function that gives
   * an object; it runs in the server. Without it the type is one of a server elsewhere, for `connect`.
   */
  static register(typeid: string, callable?: Callable, options: RegisterOptions = {}): void {
    RegisteredTypes.of(this).add(typeid, callable, options);
  }

  /** A class of managers that have these types, each as a method: `new (BaseManager.with({ Maths }))().Maths(1)`. */
  static with<Types extends Readonly<Record<string, Callable>>>(types: Types): ManagerClass<Types> {
    const made = class extends this {};
    Object.defineProperty(made, 'name', { value: this.name });
    for (const [typeid, callable] of Object.entries(types)) made.register(typeid, callable);
    return made as unknown as ManagerClass<Types>;
  }

  /** Where other programs reach the server; undefined where they do not. */
  get address(): Address | undefined {
    return this.#address;
  }

  /** The secret that both sides prove to have: as it was given, or that of the process that made the manager. */
  get authkey(): string | Uint8Array {
    return this.#options.authkey ?? bytesOfKey(this.#key);
  }

  /**
   * Starts the server, in a thread of its own. It ends with the thread that started it, or by `shutdown`. With an address or an
   * initializer the call returns when the server serves.
   * @throws what the initializer throws; {ConnectionError} where the server cannot listen; {ManagerStateError} the second time.
   */
  start<Args extends readonly unknown[]>(options: StartOptions<Args> = {}): void {
    assertOptions('start()', options, ['initializer', 'initargs']);
    assertFunction('initializer', options.initializer);
    if (options.initargs !== undefined) assertArray('initargs', options.initargs);
    this.#assertInitial('start');
    const { initializer, initargs = [] } = options;
    const { child, place, address } = startServer({
      type: this.constructor,
      address: this.#address,
      // The key of a server that listens nowhere need not be made.
      terms: this.#address === undefined ? toTerms(this.#options) : this.#terms(),
      initializer:
        initializer === undefined
          ? null
          : { fn: initializer as (...args: readonly unknown[]) => unknown, args: initargs },
    });
    this.#address = address;
    this.#state = { type: 'started', child, link: linkTo(place) };
  }

  /**
   * Uses the server that serves at the address. Rejects with ConnectionError where there is none, AuthenticationError where the
   * authkeys differ.
   */
  async connect(): Promise<void> {
    const link = this.#remoteLink('connect');
    await link.ask((n) => ({ op: 'ping', n }));
    link.join();
    this.#state = { type: 'connected', link };
  }

  /** The same, blocking the thread. */
  connectSync(): void {
    const link = this.#remoteLink('connectSync');
    link.askSync((n) => ({ op: 'ping', n }));
    link.join();
    this.#state = { type: 'connected', link };
  }

  /** The server, to serve in this very thread: `await manager.getServer().serveForever()`. Listens already. */
  getServer(): Server {
    this.#assertInitial('getServer');
    const registry = RegisteredTypes.of(this.constructor).all();
    const server = createServer({ name: this.constructor.name, registry });
    const { authkey } = this.#terms();
    server.listen(new Listener(this.#address, this.#connectionOptions()), authkey);
    this.#address = server.address;
    return new Server(server);
  }

  /** A new object of that type in the server. Rejects with what its callable throws. */
  async create<P extends BaseProxy = BaseProxy>(typeid: string, ...args: readonly unknown[]): Promise<P> {
    assertType('typeid', typeid, 'string');
    return (await this.#link().ask((n) => ({ op: 'create', n, typeid, args }))) as P;
  }

  /** The same, blocking the thread. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- only the caller knows what a type's name stands for
  createSync<P extends BaseProxy = BaseProxy>(typeid: string, ...args: readonly unknown[]): P {
    assertType('typeid', typeid, 'string');
    return this.#link().askSync((n) => ({ op: 'create', n, typeid, args })) as P;
  }

  /** How many objects of the server anybody has a proxy of, for tests: as Python's `_number_of_objects`. @internal */
  async numberOfObjects(): Promise<number> {
    return (await this.#link().ask((n) => ({ op: 'count', n }))) as number;
  }

  /** Ends the server that `start` started, and all that it has; of one that was connected to, the connection. */
  async shutdown(): Promise<void> {
    const child = this.#end();
    if (child === undefined) return;
    if (!(await child.control.waitEnded(SHUTDOWN_MS))) child.stop(15);
    await child.control.waitEnded();
  }

  /** The same, blocking the thread. */
  shutdownSync(): void {
    const child = this.#end();
    if (child === undefined) return;
    if (!child.control.waitEndedSync(SHUTDOWN_MS)) child.stop(15);
    child.control.waitEndedSync();
  }

  /** Waits until the server that `start` started has ended, or `timeoutMs`. */
  async join(timeoutMs?: number): Promise<void> {
    milliseconds('join(timeoutMs)', timeoutMs);
    if (this.#state.type === 'started') await this.#state.child.control.waitEnded(timeoutMs);
  }

  /** `shutdown`: `await using manager = …`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  #connectionOptions(): ConnectionOptions {
    const { maxMessageBytes, handshakeTimeoutMs } = this.#options;
    return { authkey: this.authkey, maxMessageBytes, handshakeTimeoutMs };
  }

  /** What its connections keep to. */
  #terms(): NetworkTerms & { readonly authkey: Uint8Array } {
    return { ...toTerms(this.#options), authkey: bytesOfKey(this.#key) };
  }

  #remoteLink(call: string): Link {
    this.#assertInitial(call);
    if (this.#address === undefined) {
      throw new ManagerStateError(
        `${call}(): expected an address, as of new ${this.constructor.name}({ address, authkey })`,
      );
    }
    const { authkey } = this.#terms();
    const { maxMessageBytes, handshakeTimeoutMs } = this.#options;
    const place = { type: 'remote', address: this.#address, authkey } satisfies ServerPlace;
    return linkTo(place, { maxMessageBytes, handshakeTimeoutMs });
  }

  #assertInitial(call: string): void {
    const { type } = this.#state;
    if (type !== 'initial')
      throw new ManagerStateError(`${call}() on a manager that is ${type} already: make a new one`);
  }

  #link(): Link {
    const state = this.#state;
    if (state.type === 'started' || state.type === 'connected') return state.link;
    const what = state.type === 'ended' ? 'was shut down' : 'is not started: call start() or connect() first';
    throw new ManagerStateError(`this ${this.constructor.name} ${what}`);
  }

  #end(): Child | undefined {
    const state = this.#state;
    if (state.type === 'initial' || state.type === 'ended') return undefined;
    this.#state = { type: 'ended' };
    if (state.type === 'started') endServer(state.link);
    else state.link.leave();
    return state.type === 'started' ? state.child : undefined;
  }
}

/** Its answer does not matter: what is waited for is the end of its thread. */
function endServer(link: Link): void {
  link.note({ op: 'shutdown', n: 0 });
}

/** Managers with a method for each of these types. */
export type ManagerClass<Types extends Readonly<Record<string, Callable>>> = Pick<
  typeof BaseManager,
  'register' | 'with'
> &
  (new (options?: ManagerOptions) => BaseManager & CreatorsOf<Types>);

/** For each type the method that makes an object of it. */
export type CreatorsOf<Types extends Readonly<Record<string, Callable>>> = {
  readonly [Typeid in keyof Types]: (...args: ArgumentsOf<Types[Typeid]>) => ProxyOf<Types[Typeid]>;
};

type ArgumentsOf<C> = C extends abstract new (...args: infer Args) => object
  ? Args
  : C extends (...args: infer Args) => unknown
    ? Args
    : never;
type ProxyOf<C> = C extends abstract new (...args: never) => infer Made
  ? Proxied<Made>
  : C extends (...args: never) => infer Made
    ? Proxied<Awaited<Made>>
    : never;
