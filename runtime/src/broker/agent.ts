/**
 * Stands for one process among the threads of the program: does its calls of shared objects, as a thread with its id. Each
 * agent has a copy of the package of its own, because who a thread is, and which handles it has, are variables of the package:
 * so nothing of what users call had to learn that one thread may be several.
 */
import { deserialize } from 'node:v8';
import type { MessagePort } from 'node:worker_threads';
import { ProcessAnswer, ProcessCall } from '../../../protocol/src/process.ts';
import '../handle-kinds.ts';
import { Connection } from '../connection/connection.ts';
import { waitReady, type Waitable } from '../connection/wait.ts';
import { decode, encode } from '../shared-memory/codec/codec.ts';
import { textOf } from '../shared-memory/codec/error-envelope.ts';
import { bellCounts } from '../shared-memory/bell.ts';
import { CarriedMessage, carryBytes } from '../shared-memory/carried-message.ts';
import { attachThread, claimThread, takeObjectIds, type ThreadId } from '../shared-memory/run-block.ts';
import {
  adoptMemories,
  adoptShared,
  lookupShared,
  publishShared,
  type Memories,
} from '../shared-memory/shared-registry.ts';
import { type AskForNamedMemory, askForNamedMemory, useSupervisorLine } from '../supervisor/supervisor-client.ts';
import { Lock } from '../synchronize/lock.ts';
import type { Queue } from '../queues/queue.ts';
import type { SimpleQueue } from '../queues/simple-queue.ts';
import { LockGuard } from '../synchronize/lock-guard.ts';
import { RLock } from '../synchronize/rlock.ts';
import { SemaphoreGuard } from '../synchronize/semaphore.ts';
import type { Frame, FrameTitle } from '../wire/frames.ts';
import { AgentChildren, type NestedBroker } from './agent-children.ts';
import { CallEffect, toNote } from './call-effect.ts';
import type { NestedStart } from './process-start.ts';
import { isRemoteAct, readerOf, remoteWaitOf, writerOf, type RemoteWait } from './remote-table.ts';
import { packShape, type GuardFields } from './remote-values.ts';

/** Whom it stands for. */
export interface AgentStart {
  readonly run: SharedArrayBuffer;
  readonly thread: ThreadId;
  readonly lifeline: MessagePort;
  readonly memories: Memories;
  /** Its control block. */
  readonly control: SharedArrayBuffer;
  /** Starts and stops processes. */
  readonly broker: NestedBroker;
  /** Answers the call with that number; of a blocking one it is 0. */
  readonly answer: (title: FrameTitle, payload: Uint8Array) => void;
}

/** Ids of objects that a process is given at a time. */
const ID_BLOCK = 256;

export class Agent {
  readonly #answer: AgentStart['answer'];
  readonly #children: AgentChildren;
  /** What the calls so far were of: what this copy of an object knows, such as a lock's turns, must last as long as the process. */
  readonly #objects = new Set<object>();
  /** Calls without arguments, by their bytes. */
  readonly #calls = new Map<string, UnpackedCall>();
  /** Waits that are under way, by the number of their call. */
  readonly #waits = new Map<number, AbortController>();

  /** Settles when the last of the posted messages is put that have found no room. */
  #late: Promise<void> | undefined;

  constructor({ run, thread, lifeline, memories, control, broker, answer }: AgentStart) {
    attachThread(run, thread);
    useSupervisorLine(lifeline);
    carryBytes();
    adoptMemories(memories);
    this.#answer = answer;
    this.#children = new AgentChildren(broker, control);
  }

  /** Handles one frame of the process. */
  handle(frame: Frame): void {
    const { kind, number, payload } = frame;
    switch (kind) {
      case ProcessCall.blocking:
      case ProcessCall.awaited:
        void this.#call(frame);
        return;
      case ProcessCall.posted:
        this.#post(frame);
        return;
      case ProcessCall.cancel:
        this.#waits.get(number)?.abort();
        return;
      case ProcessCall.ids:
        this.#answer({ kind: ProcessAnswer.value, number: 0 }, encode(takeObjectIds(ID_BLOCK)));
        return;
      case ProcessCall.publish:
        this.#publish(number, payload);
        return;
      case ProcessCall.claim:
        this.#answer({ kind: ProcessAnswer.value, number: 0 }, encode(claimThread()));
        return;
      case ProcessCall.start:
        void this.#start(deserialize(payload) as NestedStart);
        return;
      case ProcessCall.stop:
        this.#children.stop(number, payload[0] === 9 ? 9 : 15);
        return;
      case ProcessCall.fetch:
        this.#fetch(number);
        return;
      default:
        throw new RangeError(`damaged frame: expected a call, found kind ${kind}`);
    }
  }

  /** The process has ended: none of its waits may take anything any more. */
  end(): void {
    for (const wait of this.#waits.values()) wait.abort();
    this.#waits.clear();
    this.#children.end();
  }

  /** The note of a call is the length of the call itself; what is behind it is the message that it puts. */
  async #call({ number, note, payload }: Frame): Promise<void> {
    const went = { effect: CallEffect.none as CallEffect, message: 0 };
    try {
      const [object, name, ...args] = this.#unpack(payload.subarray(0, note));
      if (object === null) {
        const value =
          name === 'wait' ? await indexesOfReady(args as WaitArguments) : namedMemory(args as NameArguments);
        this.#answer({ kind: ProcessAnswer.value, number }, encode(value));
        return;
      }
      this.#objects.add(object);
      const wait = remoteWaitOf(object, name);
      if (wait === undefined) {
        const value = callNow(object, name, args, went);
        this.#answer({ kind: ProcessAnswer.value, number, note: toNote(went) }, encode(toWire(value)));
        return;
      }
      const put = wait.message === 'taken' ? new CarriedMessage(payload.subarray(note)) : undefined;
      if (put !== undefined) {
        args[0] = put;
        if (this.#late !== undefined) await this.#late;
      }
      const value = await this.#wait(object, wait, args, { number, went });
      const got = value instanceof CarriedMessage ? value : undefined;
      went.message = (got ?? put)?.number ?? 0;
      const kind = got === undefined ? ProcessAnswer.value : ProcessAnswer.message;
      this.#answer({ kind, number, note: toNote(went) }, got?.bytes ?? encode(toWire(value)));
    } catch (error) {
      this.#answer({ kind: ProcessAnswer.error, number, note: toNote(went) }, encodeError(error));
    }
  }

  /** What `packCall` packed. */
  #unpack(head: Uint8Array): UnpackedCall {
    const key = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
    const known = this.#calls.get(key);
    if (known !== undefined) return known;
    const call = decode(head) as UnpackedCall;
    // Those without arguments come again and again.
    if (call.length === 2 && call[0] !== null && !(call[0] instanceof Connection)) this.#calls.set(key, call);
    return call;
  }

  /** Where there is no room the messages of the process wait for it one behind the other. */
  #post({ note, payload }: Frame): void {
    const [called] = this.#unpack(payload.subarray(0, note));
    const queue = called as Queue | SimpleQueue;
    this.#objects.add(queue);
    const message = new CarriedMessage(payload.subarray(note));
    if (this.#late === undefined && queue.messages.tryPut(message)) return;
    const before = this.#late ?? Promise.resolve();
    const own = before
      .then(() => queue.put(message))
      .finally(() => {
        if (this.#late === own) this.#late = undefined;
      });
    this.#late = own;
  }

  async #wait(
    object: object,
    { name, options }: RemoteWait,
    args: unknown[],
    { number, went }: { readonly number: number; readonly went: Went },
  ): Promise<unknown> {
    const controller = new AbortController();
    this.#waits.set(number, controller);
    const given = args[options];
    // `poll` takes a number of milliseconds as well.
    const own = typeof given === 'number' ? { timeoutMs: given } : given;
    args[options] = { ...(typeof own === 'object' ? own : undefined), signal: controller.signal };
    try {
      const held = name === 'acquire' && isMine(object);
      const { sleeps } = bellCounts;
      // What does not have to sleep is done when this returns.
      const done = methodOf(object, name).apply(object, args);
      if (bellCounts.sleeps !== sleeps) went.effect = CallEffect.some;
      else if (held) went.effect = CallEffect.nested;
      return await done;
    } finally {
      this.#waits.delete(number);
    }
  }

  async #start(order: NestedStart): Promise<void> {
    const errno = await this.#children.start(order);
    this.#answer({ kind: ProcessAnswer.value, number: 0 }, encode(errno));
  }

  /** Memory that the process has made is memory of the program from now on. */
  #publish(id: number, payload: Uint8Array<ArrayBuffer>): void {
    const { maxByteLength, bytes } = packShape.read(payload);
    const memory = new SharedArrayBuffer(bytes.length, maxByteLength === 0 ? {} : { maxByteLength });
    new Uint8Array(memory).set(bytes);
    adoptShared(id, memory);
    publishShared(memory);
  }

  #fetch(id: number): void {
    try {
      this.#answer({ kind: ProcessAnswer.value, number: 0 }, packShape.write(lookupShared(id)));
    } catch (error) {
      this.#answer({ kind: ProcessAnswer.error, number: 0 }, encodeError(error));
    }
  }
}

type UnpackedCall = readonly [object: object | null, name: string, ...args: unknown[]];

/** What a call comes to, as far as it has. */
interface Went {
  effect: CallEffect;
  message: number;
}

type WaitArguments = [objects: readonly Waitable[], timeoutMs: number | undefined];

/** `wait` of a process: which of the objects are ready. */
async function indexesOfReady([objects, timeoutMs]: WaitArguments): Promise<number[]> {
  const ready = new Set(await waitReady(objects, timeoutMs));
  return Array.from(objects.keys()).filter((i) => ready.has(objects[i]!));
}

type NameArguments = [operation: Parameters<AskForNamedMemory>[0], name: string, memory: number | undefined];

/** What a process asks about a name; memory travels as its id. */
function namedMemory([operation, name, id]: NameArguments): number | undefined {
  const memory = id === undefined ? undefined : lookupShared(id);
  const found = askForNamedMemory(operation, name, memory);
  return found === undefined ? undefined : (id ?? publishShared(found));
}

type Method = (this: object, ...args: unknown[]) => unknown;

function methodOf(object: object, name: string): Method {
  const method: unknown = Reflect.get(object, name);
  if (typeof method !== 'function') throw new TypeError(`damaged call: there is no ${name}`);
  return method as Method;
}

function isMine(object: object): boolean {
  return (object instanceof Lock || object instanceof RLock) && object.isMine();
}

function callNow(object: object, name: string, args: unknown[], went: Went): unknown {
  if (!isRemoteAct(object, name)) throw new TypeError(`damaged call: ${name} is nothing that a broker does`);
  const [access, field = ''] = name.split(' ');
  if (name === readerOf(field)) return Reflect.get(object, field);
  if (name === writerOf(field)) return void Reflect.set(object, field, args[0]);
  const held = isMine(object);
  const { wakes } = bellCounts;
  const value = methodOf(object, access!).apply(object, args);
  // The waiters of a lock that is not its own go on as well, but it was not held here.
  const isLock = object instanceof Lock || object instanceof RLock;
  if (isLock ? held && !object.isMine() : bellCounts.wakes !== wakes) went.effect = CallEffect.some;
  return value;
}

/** Objects that belong to the agent stay there. */
function toWire(value: unknown): unknown {
  if (value instanceof LockGuard) return { turn: value.turn, abandoned: value.abandoned } satisfies GuardFields;
  if (value instanceof SemaphoreGuard) return true;
  return value;
}

function encodeError(error: unknown): Uint8Array {
  try {
    return encode(error, 'error');
  } catch {
    return encode(new Error(textOf(error)), 'error');
  }
}
