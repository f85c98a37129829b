/** A proxy within the server that its object lives in: no message is needed. */
import { BaseProxy, type MethodCall, type Caller } from '../base-proxy.ts';
import type { ServerPlace } from '../place.ts';
import { Call, Client, within } from './call.ts';
import type { Served } from './served.ts';

/** The server, as its own proxies know it. */
export interface ServingThread {
  readonly name: string;
  readonly place: ServerPlace;
  /** Counts proxies that leave in messages, or come out of them. */
  readonly objects: { move(served: Served, by: number): void };
}

export class OwnCaller implements Caller {
  readonly server: string;
  readonly home: ServingThread;
  readonly served: Served;
  /** The server itself, where one of its objects uses another. */
  readonly #client: Client;

  constructor(home: ServingThread, served: Served, client: Client) {
    this.server = home.name;
    this.home = home;
    this.served = served;
    this.#client = client;
  }

  readonly call = async (request: MethodCall): Promise<unknown> => await this.#run(request);

  readonly callSync = (request: MethodCall): unknown => {
    const result = this.#run(request);
    if (!(result instanceof Promise)) return result;
    result.catch(() => undefined);
    throw new TypeError(
      `${request.method}Sync() within the server would wait for the server itself: await ${request.method}()`,
    );
  };

  readonly post = (request: MethodCall): void => {
    // As of one from elsewhere, nobody hears of its outcome.
    this.call(request).catch(() => undefined);
  };

  #run({ method, args }: MethodCall): unknown {
    const { object, methods, typeid } = this.served;
    const found = methods.get(method);
    if (found === undefined) throw new TypeError(`${typeid} has no method ${method}`);
    return within(new Call(this.#client), () => found.apply(object, [...args]));
  }
}

/** The object itself that a proxy stands for, where that lives in this server; the proxy where it does not. */
export function referentOf(proxy: BaseProxy): object {
  const { caller } = BaseProxy.partsOf(proxy);
  return caller instanceof OwnCaller ? caller.served.object : proxy;
}
