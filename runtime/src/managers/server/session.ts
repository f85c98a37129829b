/** One client of a server: its calls run side by side, and what it has and holds ends with it. */
import type { Connection } from '../../connection/connection.ts';
import { ClosedError, ConnectionError, DeadlockError, DecodeError, EOFError } from '../../errors.ts';
import { textOf } from '../../shared-memory/codec/error-envelope.ts';
import { OutsideCodec } from '../../shared-memory/codec/outside-codec.ts';
import { BaseProxy } from '../base-proxy.ts';
import { PROXY_TAG, type Request, type Response } from '../protocol.ts';
import { Call, Client, within } from './call.ts';
import { OwnCaller, type ServingThread } from './own-caller.ts';
import { parseRequest } from './parse-request.ts';
import type { Served, ServedObjects } from './served.ts';

/** The number that answers all calls: a message could not be read, and nobody knows which it was. */
const ALL = -1;

/** What a session needs of its server. */
export interface SessionServer extends ServingThread {
  readonly objects: ServedObjects;
  create(typeid: string, args: readonly unknown[]): Promise<Served>;
  adopt(typeid: string, object: unknown): Served;
  proxyFor(served: Served): BaseProxy;
  shutdown(): void;
}

/** What a client is heard by, and answered. */
export type SessionEnd = Pick<Connection, 'recv' | 'close' | 'describeWaits'> & {
  /** A promise where it may have to wait for room. */
  send(message: unknown): Promise<void> | void;
};

export class Session {
  readonly #server: SessionServer;
  readonly #connection: SessionEnd;
  readonly #client = new Client();
  readonly #calls = new Map<number, Call>();
  /** Of a client outside of the program. */
  readonly #codec: OutsideCodec | undefined;

  constructor(server: SessionServer, connection: SessionEnd, from: 'local' | 'remote') {
    this.#server = server;
    this.#connection = connection;
    connection.describeWaits('a call of a client', true);
    if (from === 'remote') {
      this.#codec = new OutsideCodec({
        take: (object) => this.#takeOut(object),
        give: (tag, fields) => this.#giveIn(tag, fields),
      });
    }
  }

  /** Resolves when the client is gone. Never rejects. */
  async run(): Promise<void> {
    for (;;) {
      try {
        this.#handle(parseRequest(this.#messageOf(await this.#connection.recv())));
      } catch (error) {
        if (isEnd(error)) break;
        this.#reply({ n: ALL, error });
      }
    }
    for (const call of [...this.#calls.values()]) call.cancel();
    this.#client.end();
    this.#server.objects.forget(this.#client);
    this.#connection.close();
  }

  /** Ends it: what was answered still leaves. */
  close(): void {
    this.#connection.close();
  }

  #messageOf(message: unknown): unknown {
    if (this.#codec === undefined) return message;
    if (!(message instanceof Uint8Array)) throw new EOFError('a client that does not keep to the protocol');
    return this.#codec.decode(message);
  }

  #handle(request: Request): void {
    switch (request.op) {
      case 'call':
        this.#answer(request.n, (call) => this.#call(call, request));
        break;
      case 'create':
        this.#answer(request.n, async () =>
          this.#server.proxyFor(await this.#server.create(request.typeid, request.args)),
        );
        break;
      case 'ping':
        this.#reply({ n: request.n, value: undefined });
        break;
      case 'count':
        this.#reply({ n: request.n, value: this.#server.objects.size });
        break;
      case 'shutdown':
        this.#reply({ n: request.n, value: undefined });
        this.#server.shutdown();
        break;
      case 'cancel':
        this.#calls.get(request.n)?.cancel();
        break;
      default:
        this.#count(request);
    }
  }

  #count(request: Extract<Request, { op: 'hold' | 'drop' | 'transit' }>): void {
    const { objects } = this.#server;
    const served = objects.find(request.id);
    if (served === undefined) return;
    if (request.op === 'transit') objects.move(served, request.by);
    else objects.hold(served, this.#client, request.op === 'hold' ? 1 : -request.count);
  }

  #call(call: Call, { id, method, args }: Extract<Request, { op: 'call' }>): unknown {
    const served = this.#server.objects.find(id);
    if (served === undefined) throw new ReferenceError(`object ${id} is not there any more: its last proxy was gone`);
    const found = served.methods.get(method);
    if (found === undefined) throw new TypeError(`${served.typeid} has no method ${method}`);
    const result = within(call, () => found.apply(served.object, [...args]));
    if (!Object.hasOwn(served.methodToTypeid, method)) return result;
    return this.#adopted(served.methodToTypeid[method]!, result);
  }

  async #adopted(typeid: string, result: unknown): Promise<BaseProxy> {
    return this.#server.proxyFor(this.#server.adopt(typeid, await result));
  }

  /** Runs a call; the answer is sent when it has one, whatever others do meanwhile. */
  #answer(n: number, run: (call: Call) => unknown): void {
    const call = new Call(this.#client);
    try {
      const result = run(call);
      if (result instanceof Promise) void this.#answerLater(n, call, result);
      else this.#reply({ n, value: result });
    } catch (error) {
      this.#reply({ n, error });
    }
  }

  async #answerLater(n: number, call: Call, result: Promise<unknown>): Promise<void> {
    this.#calls.set(n, call);
    try {
      this.#reply({ n, value: await result });
    } catch (error) {
      this.#reply({ n, error });
    } finally {
      if (this.#calls.get(n) === call) this.#calls.delete(n);
    }
  }

  #reply(response: Response): void {
    if (response.n === 0 || this.#client.ended) return;
    try {
      const sent = this.#send(response);
      if (sent instanceof Promise) void sent.catch((error: unknown) => this.#replyInstead(response, error));
    } catch (error) {
      void this.#replyInstead(response, error);
    }
  }

  async #replyInstead(response: Response, why: unknown): Promise<void> {
    try {
      await this.#send(insteadOf(response, why));
    } catch {
      // It is gone, or nothing can be said to it: then the end of the connection ends its calls.
      this.#connection.close();
    }
  }

  /** Sent at once where there is room. */
  #send(response: Response): Promise<void> | void {
    return this.#connection.send(this.#codec === undefined ? response : this.#codec.encode(response, 'result'));
  }

  /** What stands for a proxy of this server, for a client outside: it has one more from now on. */
  #takeOut(object: object): unknown {
    if (!(object instanceof BaseProxy)) return undefined;
    const { caller, token } = BaseProxy.partsOf(object);
    if (!(caller instanceof OwnCaller) || caller.home !== this.#server) return undefined;
    this.#server.objects.hold(caller.served, this.#client, 1);
    return [token.id, token.typeid, token.methods];
  }

  #giveIn(tag: string, fields: unknown): object {
    const served = this.#found(tag, fields);
    if (served === undefined)
      throw new DecodeError('a message from outside of the program holds a handle of nothing that is here');
    return this.#server.proxyFor(served);
  }

  #found(tag: string, fields: unknown): Served | undefined {
    if (tag !== PROXY_TAG || !Array.isArray(fields) || typeof fields[0] !== 'number') return undefined;
    return this.#server.objects.find(fields[0]);
  }
}

/** The answer where the one that was meant cannot be sent: without any the call would never end. */
function insteadOf(response: Response, why: unknown): Response {
  const odd = 'error' in response && !(response.error instanceof Error);
  return { n: response.n, error: odd ? new Error(textOf(response.error)) : why };
}

/** Whether nothing more will come; else one message could not be read, and the next may be. */
function isEnd(error: unknown): boolean {
  return [EOFError, ConnectionError, ClosedError, DeadlockError].some((type) => error instanceof type);
}
