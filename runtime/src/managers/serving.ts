/** A server as who serves it in a thread of his own sees it: Python's `Server`. */
import type { Address } from '../connection/address.ts';
import type { ManagerServer } from './server/manager-server.ts';

export class Server implements Disposable {
  readonly #server: ManagerServer;

  /** @internal */
  constructor(server: ManagerServer) {
    this.#server = server;
  }

  /** Where it is reached. */
  get address(): Address {
    return this.#server.address!;
  }

  /** Serves until `shutdown`. Keeps the program alive meanwhile; before it, who connects waits, and nothing is kept alive. */
  async serveForever(): Promise<void> {
    await this.#server.serve();
  }

  /** Ends `serveForever` and the connections of all clients. */
  shutdown(): void {
    this.#server.shutdown();
  }

  /** The same: `using server = manager.getServer()`. */
  [Symbol.dispose](): void {
    this.shutdown();
  }
}
