/**
 * This thread's link to one server: calls go out and answers come in, in any order, over a pipe in shared memory or a
 * connection. A blocking call takes the answers of others on its way. It counts the proxies that this thread has.
 */
import { call as callAddress } from '../connection/client.ts';
import { addressText } from '../connection/address.ts';
import type { Connection } from '../connection/connection.ts';
import type { ConnectionOptions } from '../connection/network-options.ts';
import { namedPipe } from '../connection/pipe.ts';
import { BrokenPipeError, ClosedError, ConnectionError, DeadlockError, EOFError } from '../errors.ts';
import { inOwnProcess } from '../loader/own-process.ts';
import { appendCaller, captureCaller, type CallerStack } from '../process/caller-stack.ts';
import { collectJourneys, encode } from '../shared-memory/codec/codec.ts';
import { takeStartedWith } from '../shared-memory/codec/memory-journey.ts';
import { OutsideCodec } from '../shared-memory/codec/outside-codec.ts';
import { Ring } from '../shared-memory/ring.ts';
import { BaseProxy, type Caller, type MethodCall, type Token } from './base-proxy.ts';
import { connectNear } from './near/near-connection.ts';
import type { ServerPlace } from './place.ts';
import type { Request, Response } from './protocol.ts';
import { ProxyCounts } from './proxy-counts.ts';
import { tokenOf } from './token.ts';

/** The number of an answer to all calls: the server could not read one of them. */
const ALL = -1;

/** What a link sends by, and receives. */
type LinkEnd = Pick<Connection, 'sendSync' | 'recv' | 'recvSync' | 'close' | 'describeWaits'>;

export class Link implements Caller {
  readonly server: string;
  readonly place: ServerPlace;
  readonly #connection: LinkEnd;
  /** Of a server outside of the program. */
  readonly #codec: OutsideCodec | undefined;
  readonly #proxies: ProxyCounts = new ProxyCounts(this, (request) => this.note(request));
  /** What the answers that are still to come are given to. */
  readonly #pending = new Map<number, (response: Response) => void>();
  #last = 0;
  /** Whether the answer is still to come to whether there is a server at all. */
  #opening = false;
  #receiving = false;
  /** What has to be sent once the message that is being sent has left. */
  #sending = false;
  readonly #notes: Request[] = [];
  #dead: Error | undefined;
  /** Managers that have connected by it. */
  #managers = 0;

  /** Opens it at once; what goes wrong is told by the first call. `options`: of a connection to a server outside. */
  constructor(place: ServerPlace, options: Omit<ConnectionOptions, 'authkey'> = {}) {
    this.place = place;
    if (place.type === 'local') {
      this.server = place.name;
      this.#connection = ringAt(place.doorbell, place.thread);
    } else {
      this.server = `the manager at ${addressText(place.address)}`;
      // Who was given the shorter way may have no use of it: a thread of a process, or one in a container.
      const near = place.near !== undefined && inOwnProcess ? connectNear(place.near) : undefined;
      this.#opening = near === undefined;
      this.#connection =
        near ?? callAddress('connect()', place.address, { ...options, authkey: place.authkey ?? undefined });
      this.#codec = new OutsideCodec({
        take: (object) => this.#takeOut(object),
        give: (_tag, fields) => this.proxyFor(tokenOf(fields), { counted: true }),
      });
    }
    this.#connection.describeWaits(`an answer of ${this.server}`);
  }

  /** Whether its server is gone, or this end is closed. */
  get dead(): boolean {
    return this.#dead !== undefined;
  }

  readonly call = (request: MethodCall, signal?: AbortSignal): Promise<unknown> =>
    this.ask((n) => ({ op: 'call', n, ...request }), signal);

  readonly callSync = (request: MethodCall): unknown => this.askSync((n) => ({ op: 'call', n, ...request }));

  readonly post = (request: MethodCall): void => this.note({ op: 'call', n: 0, ...request });

  /** Sends a request and gives the answer. Rejects with what the server throws, ConnectionError where it is gone. */
  async ask(request: (n: number) => Request, signal?: AbortSignal): Promise<unknown> {
    const caller = captureCaller();
    const n = ++this.#last;
    const cancel = (): void => this.note({ op: 'cancel', n });
    const answer = new Promise<Response>((resolve) => this.#pending.set(n, resolve));
    signal?.addEventListener('abort', cancel);
    try {
      this.#send(request(n));
      if (!this.#receiving) void this.#receiveAnswers();
      const response = await answer;
      // What had come about before the server heard of the abort counts.
      if (signal?.aborted === true && gaveUp(response)) throw signal.reason;
      return valueOf(response);
    } catch (error) {
      throw thrown(error, caller);
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#pending.delete(n);
    }
  }

  /** The same, blocking the thread. */
  askSync(request: (n: number) => Request): unknown {
    const n = ++this.#last;
    try {
      this.#send(request(n));
      for (;;) {
        const response = this.#responseOf(() => this.#connection.recvSync());
        if (response.n !== n && response.n !== ALL) this.#settle(response);
        else {
          if (response.n === ALL) this.#settle(response);
          return valueOf(response);
        }
      }
    } catch (error) {
      throw thrown(error, captureCaller());
    } finally {
      // Who waits for answers that have been taken here has to look again, or it would keep the program from ending.
      if (this.#receiving && this.#pending.size === 0) this.note({ op: 'ping', n: ++this.#last });
    }
  }

  /** The proxy of this thread for that object. `counted`: the server has counted it already. */
  proxyFor(token: Token, { counted }: { readonly counted: boolean }): BaseProxy {
    return this.#proxies.get(token, counted);
  }

  /** A proxy leaves in a message, or has come out of one. */
  move(id: number, by: 1 | -1): void {
    this.note({ op: 'transit', id, by });
  }

  /** One more manager of this thread uses it. */
  join(): void {
    this.#managers++;
  }

  /** A manager needs it no more. The last one closes it: later calls are refused. */
  leave(): void {
    if (--this.#managers > 0) return;
    this.#die(new ClosedError(`the link to ${this.server} is closed`));
  }

  /** Sends what wants no answer, as soon as may be. A server that is gone need not know. */
  note(request: Request): void {
    if (this.#dead !== undefined) return;
    if (this.#sending) {
      this.#notes.push(request);
      return;
    }
    try {
      this.#send(request);
    } catch (error) {
      if (!(error instanceof ConnectionError) && !(error instanceof ClosedError)) throw error;
    }
  }

  #send(request: Request): void {
    if (this.#dead !== undefined) throw this.#dead;
    this.#sending = true;
    try {
      this.#connection.sendSync(this.#codec === undefined ? request : this.#codec.encode(request, 'request'));
    } catch (error) {
      // Why the connection never came about, or broke, its last message tells.
      if (error instanceof BrokenPipeError) throw this.#whyGone();
      throw error;
    } finally {
      this.#sending = false;
    }
    for (let note = this.#notes.shift(); note !== undefined; note = this.#notes.shift()) this.note(note);
  }

  async #receiveAnswers(): Promise<void> {
    this.#receiving = true;
    while (this.#pending.size > 0) {
      try {
        const message = await this.#connection.recv();
        this.#settle(this.#responseOf(() => message));
      } catch (error) {
        this.#failAll(this.#failure(error));
      }
    }
    this.#receiving = false;
  }

  /** The answer that comes next. */
  #responseOf(receive: () => unknown): Response {
    try {
      if (this.#opening) {
        // Who has got through says so first.
        receive();
        this.#opening = false;
        return { n: 0, value: undefined };
      }
      const message = receive();
      return (this.#codec === undefined ? message : this.#codec.decode(message as Uint8Array)) as Response;
    } catch (error) {
      const failure = this.#failure(error);
      this.#failAll(failure);
      throw failure;
    }
  }

  #settle(response: Response): void {
    if (response.n === ALL && 'error' in response) this.#failAll(response.error);
    else this.#take(response);
  }

  #take(response: Response): void {
    this.#pending.get(response.n)?.(response);
    // It is settled, though who asked has not gone on yet: nothing more has to be received for it.
    this.#pending.delete(response.n);
  }

  /** What an error of the connection means for the calls. */
  #failure(error: unknown): unknown {
    if (error instanceof DeadlockError || this.#dead === error) return error;
    if (error instanceof EOFError) return this.#die(new ConnectionError(`${this.server} has ended`));
    // A connection that never came about.
    return this.#opening && error instanceof Error ? this.#die(error) : error;
  }

  #whyGone(): Error {
    try {
      for (;;) this.#connection.recvSync({ timeoutMs: 0 });
    } catch (error) {
      const why = this.#failure(error);
      return why instanceof Error ? why : new ConnectionError(`${this.server} has ended`);
    }
  }

  #die(error: Error): Error {
    if (this.#dead !== undefined) return this.#dead;
    this.#dead = error;
    this.#connection.close();
    this.#failAll(error);
    return error;
  }

  #failAll(error: unknown): void {
    for (const n of [...this.#pending.keys()]) this.#take({ n, error });
  }

  /** What stands for a proxy in a message to a server outside of the program: only its own are there. */
  #takeOut(object: object): unknown {
    if (!(object instanceof BaseProxy)) return undefined;
    const { caller, token } = BaseProxy.partsOf(object);
    return caller === this ? [token.id] : undefined;
  }
}

/** Whether the server says that the call came to nothing. */
function gaveUp(response: Response): boolean {
  return 'error' in response || response.value === false;
}

function valueOf(response: Response): unknown {
  if ('error' in response) throw response.error;
  return response.value;
}

/** An error with the caller's lines below those of the server; one that many calls get is left as it is. */
function thrown(error: unknown, caller: CallerStack): unknown {
  appendCaller(error, caller);
  return error;
}

/** Gives the server an end of a new pipe. It goes to that thread alone, so that its death is the end of the pipe. */
function ringAt(doorbell: SharedArrayBuffer, thread: number): Connection {
  const [mine, theirs] = namedPipe(true, 'Proxies');
  const { result, journeys } = collectJourneys(() => encode(theirs));
  for (const journey of journeys) journey.departTo(thread);
  // The server runs already: it takes the references to the rings from the message, not by its start.
  takeStartedWith(thread);
  theirs.close();
  new Ring(doorbell, 'manager').putSync(result);
  return mine;
}
