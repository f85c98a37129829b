/** A proxy: what stands for an object that lives in the server of a manager. */
import { inspect } from 'node:util';

/** What calls methods of objects in one server. */
export interface Caller {
  /** Where its server is, in words. */
  readonly server: string;
  /** Rejects with what the method throws. */
  readonly call: (request: MethodCall, signal?: AbortSignal) => Promise<unknown>;
  /** The same, blocking the thread. */
  readonly callSync: (request: MethodCall) => unknown;
  /** Without an answer. */
  readonly post: (request: MethodCall) => void;
}

export interface MethodCall {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Which object a proxy stands for, in its server. */
export interface Token {
  readonly id: number;
  readonly typeid: string;
  /** Names of the methods that may be called. */
  readonly methods: readonly string[];
}

/** An object that lives in the server of a manager, as seen from elsewhere: its methods run there. Frozen: it has no fields. */
export class BaseProxy {
  readonly #caller: Caller;
  readonly #token: Token;

  /** @internal */
  constructor(caller: Caller, token: Token) {
    this.#caller = caller;
    this.#token = token;
    Object.freeze(this);
  }

  /** What it stands for, in words. */
  toString(): string {
    return `<${this.#token.typeid} ${this.#token.id} of ${this.#caller.server}>`;
  }

  /** For `console.log`. @internal */
  [inspect.custom](): string {
    return this.toString();
  }

  /** @internal */
  static partsOf(proxy: BaseProxy): { readonly caller: Caller; readonly token: Token } {
    return { caller: proxy.#caller, token: proxy.#token };
  }
}
