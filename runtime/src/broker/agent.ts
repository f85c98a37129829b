/**
 * Stands for one process among the threads of the program: does its calls of shared objects, as a thread with its id. Each
 * agent has a copy of the package of its own, because who a thread is, and which handles it has, are variables of the package:
 * so nothing of what users call had to learn that one thread may be several.
 */
import { deserialize } from 'node:v8';
import type { MessagePort } from 'node:worker_threads';
import { ProcessAnswer, ProcessCall } from '../../../protocol/src/process.ts';
import type { ObjectType } from '../../../trace/src/vocabulary.ts';
import '../handle-kinds.ts';
import { decode, encode } from '../shared-memory/codec/codec.ts';
import { bellCounts } from '../shared-memory/bell.ts';
import { CarriedMessage, carryBytes } from '../shared-memory/carried-message.ts';
import { attachThread, claimThread, type ThreadId } from '../shared-memory/run-block.ts';
import { takeNumbers, takeObjectIds } from '../shared-memory/run-numbers.ts';
import {
  adoptMemories,
  announcedId,
  adoptShared,
  lookupShared,
  publishShared,
  type Memories,
} from '../shared-memory/shared-registry.ts';
import { useSupervisorLine } from '../supervisor/supervisor-client.ts';
import { Queue } from '../queues/queue.ts';
import { SimpleQueue } from '../queues/simple-queue.ts';
import { SharedArray } from '../sharedctypes/shared-array.ts';
import { Value } from '../sharedctypes/value.ts';
import type { Frame, FrameTitle } from '../wire/frames.ts';
import { deadlockNumberOf } from '../deadlock/telling.ts';
import { AgentLease } from './agent-lease.ts';
import { AgentLook } from './agent-look.ts';
import { AgentWindow } from './agent-window.ts';
import type { LeaseBook } from './lease-book.ts';
import { AgentChildren, type NestedBroker } from './agent-children.ts';
import { CallEffect, toNote } from './call-effect.ts';
import type { NestedStart } from './process-start.ts';
import { callNow, callOfNone, encodeError, isMine, messageOf, methodOf, toWire, type Went } from './agent-calls.ts';
import { remoteWaitOf, type RemoteWait } from './remote-table.ts';
import { packShape } from './remote-values.ts';
import { UnpackedCalls } from './unpacked-calls.ts';
import { WaitsUnderWay } from './under-way.ts';

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
  readonly leases: LeaseBook;
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
  readonly #calls = new UnpackedCalls();
  readonly #waits = new WaitsUnderWay(() => this.#look.blocks());
  readonly #leases: LeaseBook;
  readonly #lease: AgentLease;
  readonly #window = new AgentWindow();
  readonly #look: AgentLook;
  /** Settles when the last of the posted messages is put that have found no room. */
  #late: Promise<void> | undefined;

  constructor({ run, thread, lifeline, memories, control, broker, leases, answer }: AgentStart) {
    attachThread(run, thread);
    useSupervisorLine(lifeline);
    carryBytes((memory) => leases.isLeased(announcedId(memory) ?? 0));
    this.#leases = leases;
    this.#lease = new AgentLease(leases);
    adoptMemories(memories);
    this.#answer = answer;
    this.#children = new AgentChildren(broker, control);
    this.#look = new AgentLook(this.#waits, answer);
  }

  /** Handles one frame of the process. */
  handle(frame: Frame): void {
    const { kind, number, note, payload } = frame;
    this.#lease.look();
    switch (kind) {
      case ProcessCall.blocking:
      case ProcessCall.awaited:
        void this.#call(frame);
        return;
      case ProcessCall.posted:
      case ProcessCall.postedFar:
        this.#post(frame);
        return;
      case ProcessCall.cancel:
        this.#waits.cancel(number);
        return;
      case ProcessCall.ids:
        this.#tell(encode(takeObjectIds(ID_BLOCK)));
        return;
      case ProcessCall.names:
        this.#tell(encode(takeNumbers(note as ObjectType, number)));
        return;
      case ProcessCall.publish:
        this.#publish(number, payload);
        return;
      case ProcessCall.claim:
        this.#tell(encode(claimThread()));
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
      case ProcessCall.window:
        this.#tell(encode(this.#window.open(this.#children.pid, number) ? 1 : 0));
        return;
      case ProcessCall.looked:
        this.#look.handle(frame);
        return;
      case ProcessCall.settle:
        this.#tell(new Uint8Array(Uint32Array.of(this.#lease.settle()).buffer));
        return;
      default:
        throw new RangeError(`damaged frame: expected a call, found kind ${kind}`);
    }
  }

  /** The answer to what the process is blocked for. */
  #tell(payload: Uint8Array): void {
    this.#answer({ kind: ProcessAnswer.value, number: 0 }, payload);
  }

  /** The process has ended: none of its waits may take anything any more. */
  end(): void {
    this.#lease.close();
    this.#window.close();
    this.#waits.end();
    this.#children.end();
  }

  /** The note of a call is the length of the call itself; what is behind it is the message that it puts. */
  async #call({ number, note, payload }: Frame): Promise<void> {
    const went = { effect: CallEffect.none as CallEffect, message: 0 };
    try {
      const [called, name, ...args] = this.#calls.of(payload.subarray(0, note));
      // Called by what the lock belongs to, the lock comes with it.
      const guarded =
        name === 'acquire' && (called instanceof Value || called instanceof SharedArray) ? called : undefined;
      const object = guarded?.getLock() ?? called;
      if (object === null) {
        const facts = { object, unbreakable: args[2] === true };
        const value = await this.#waits.during(number, facts, (signal) => callOfNone(name, args, signal));
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
      if (object instanceof Queue || object instanceof SimpleQueue) {
        const ahead = wait.message === 'given' ? this.#offer(object, payload.subarray(note)) : undefined;
        if (ahead !== undefined) {
          const title = { kind: ProcessAnswer.messages, number, note: toNote({ ...went, message: ahead.first }) };
          this.#answer(title, ahead.payload);
          return;
        }
        // What may not wait would be refused.
        if (wait.sync === false) await this.#leases.ended(announcedId(object.memory) ?? 0);
      }
      const put = wait.message === 'taken' ? messageOf(args[0], payload.subarray(note)) : undefined;
      if (put !== undefined) {
        args[0] = put;
        if (this.#late !== undefined) await this.#late;
      }
      const value = await this.#wait(object, wait, args, { number, went });
      const got = value instanceof CarriedMessage ? value : undefined;
      went.message = (got ?? put)?.number ?? 0;
      const kind = got === undefined ? ProcessAnswer.value : ProcessAnswer.message;
      this.#answer({ kind, number, note: toNote(went) }, got?.bytes ?? encode(toWire(value, guarded)));
    } catch (error) {
      went.message = deadlockNumberOf(error);
      this.#answer({ kind: ProcessAnswer.error, number, note: toNote(went) }, encodeError(error));
    }
  }

  /** Not where another get of the process is under way there, which has to be answered before. */
  #offer(queue: Queue | SimpleQueue, wanted: Uint8Array): ReturnType<AgentLease['offer']> {
    if (wanted.length === 0 || this.#waits.isOf(queue)) return undefined;
    const { memory } = queue;
    const [count = 1] = new Uint32Array(wanted.slice().buffer);
    return this.#lease.offer(memory, announcedId(memory), count);
  }

  /** What needs no answer: a message, or what is done at once with its arguments behind the call. */
  #post({ kind, note, payload }: Frame): void {
    const [called, name] = this.#calls.of(payload.subarray(0, note));
    if (called === null) throw new TypeError(`damaged call: ${name} needs an answer`);
    this.#objects.add(called);
    const rest = payload.subarray(note);
    if (called instanceof Queue || called instanceof SimpleQueue) {
      const message = kind === ProcessCall.postedFar ? this.#window.message(rest) : new CarriedMessage(rest);
      if (!this.#put(called, message)) this.#putLate(called, message);
    } else callNow(called, name, rest.length === 0 ? [] : (decode(rest) as unknown[]));
  }

  #put(queue: Queue | SimpleQueue, message: CarriedMessage): boolean {
    return this.#late === undefined && queue.messages.tryPut(message);
  }

  /** Where there is no room the messages of the process wait for it one behind the other. */
  #putLate(queue: Queue | SimpleQueue, message: CarriedMessage): void {
    // The window does not wait for it.
    message.keep();
    const before = this.#late ?? Promise.resolve();
    const own = before
      .then(() => queue.put(message))
      .finally(() => {
        if (this.#late === own) this.#late = undefined;
      });
    this.#late = own;
  }

  #wait(
    object: object,
    { name, options, sync }: RemoteWait,
    args: unknown[],
    { number, went }: { readonly number: number; readonly went: Went },
  ): Promise<unknown> {
    const given = args[options];
    // `poll` takes a number of milliseconds as well.
    const own = typeof given === 'number' ? { timeoutMs: given } : (given as CallOptions | undefined);
    return this.#waits.during(number, { object, limited: own?.signal === true }, (signal) => {
      if (sync !== false) args[options] = { ...(typeof own === 'object' ? own : undefined), signal };
      const held = name === 'acquire' && isMine(object);
      const { sleeps } = bellCounts;
      // What does not have to sleep is done when this returns.
      const done = methodOf(object, name).apply(object, args);
      if (bellCounts.sleeps !== sleeps) went.effect = CallEffect.some;
      else if (held) went.effect = CallEffect.nested;
      return done;
    });
  }

  async #start(order: NestedStart): Promise<void> {
    const errno = await this.#children.start(order);
    this.#tell(encode(errno));
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
      this.#tell(packShape.write(lookupShared(id)));
    } catch (error) {
      this.#answer({ kind: ProcessAnswer.error, number: 0 }, encodeError(error));
    }
  }
}

/** Options of a call as they come from the process. */
interface CallOptions {
  readonly timeoutMs?: number;
  /** It has one, which ends the call by `cancel`. */
  readonly signal?: boolean;
}
