/**
 * In a process of its own: shared objects are what they always are, but for the calls that need the shared memory, which the
 * broker does. What an object has here is memory of the same shape that nobody else sees; its id says which is meant.
 */
import { assertNoOptions } from '../check-arguments.ts';
import { Connection } from '../connection/connection.ts';
import { keepRawMemoryOut } from '../shared-memory/codec/raw-memory.ts';
import { keepThreadsApart } from '../shared-memory/run-numbers.ts';
import { announceShared, lookupShared, setDirectory } from '../shared-memory/shared-registry.ts';
import { type AskForNamedMemory, setNamedMemory } from '../supervisor/supervisor-client.ts';
import { ProcessAnswer, ProcessCall } from '../../../protocol/src/process.ts';
import { Condition } from '../synchronize/condition.ts';
import { Lock } from '../synchronize/lock.ts';
import { LockGuard } from '../synchronize/lock-guard.ts';
import { RLock } from '../synchronize/rlock.ts';
import { Semaphore, SemaphoreGuard } from '../synchronize/semaphore.ts';
import type { Frame } from '../wire/frames.ts';
import { fromNote } from './call-effect.ts';
import { recordAct, recordWait, type CallEnd } from './call-record.ts';
import {
  isFresh,
  noteAcquired,
  noteConditionWait,
  noteReleased,
  noteWrite,
  packAcquire,
  tryRelease,
} from './held-locks.ts';
import { takeNumbersFromParent } from './given-numbers.ts';
import { endLease, noteAnswered } from './own-lease.ts';
import { askParent, tellParent } from './own-parent.ts';
import { callAgent, callAgentSync, type AgentCall, packCall, postAct, valueOf } from './own-calls.ts';
import { tryPost } from './posted-puts.ts';
import { opened, takeAnswer, takeEarly, wantedOnes } from './taken-message.ts';
import { installRefusals } from './remote-refusals.ts';
import {
  bytesOfNumber,
  readerOf,
  REMOTE_CLASSES,
  writerOf,
  type RemoteClass,
  type RemoteWait,
} from './remote-table.ts';
import { packShape, type GuardFields } from './remote-values.ts';
import { packMessage, type SentMessage } from './sent-message.ts';

/** A call, with what is in the message that it puts. */
type MessageCall = AgentCall & Partial<SentMessage>;

type Method = (this: object, ...args: unknown[]) => unknown;

/** Call once, before any shared object is made or arrives. */
export function installRemoteObjects(): void {
  setDirectory({
    publish: (id, memory) => tellParent(ProcessCall.publish, id, packShape.write(memory, { all: true })),
    fetchSync: (id) => memoryOfShape(askParent(ProcessCall.fetch, id)),
    unpublish: keepWithProgram,
    release: keepWithProgram,
    unreferenced: keepWithProgram,
  });
  keepThreadsApart();
  takeNumbersFromParent();
  setNamedMemory(askForNamedMemory);
  keepRawMemoryOut();
  for (const remote of REMOTE_CLASSES) install(remote);
  installRefusals();
}

function keepWithProgram(): void {
  // What a process has published, or has got by its id, stays until the program ends.
}

function memoryOfShape(answer: Parameters<typeof valueOf>[0]): SharedArrayBuffer {
  if (answer.kind !== 1) valueOf(answer);
  const { byteLength, maxByteLength, bytes } = packShape.read(answer.payload);
  const memory = new SharedArrayBuffer(byteLength, maxByteLength === 0 ? {} : { maxByteLength });
  new Uint8Array(memory).set(bytes);
  return memory;
}

/** The names are the program's. What is made here becomes memory of the program with its name. */
const askForNamedMemory: AskForNamedMemory = (operation, name, memory) => {
  const given = memory === undefined || memory === null ? undefined : announceShared(memory);
  const id = valueOf(callAgentSync({ head: packCall(null, 'named memory', [operation, name, given]) })) as
    number | undefined;
  return id === undefined ? undefined : id === given ? memory! : lookupShared(id);
};

function install({ type, waits, acts, fields, numbers, isLocal: isLocalOne }: RemoteClass): void {
  const prototype = type.prototype as object;
  const isLocal = (object: object): boolean => isLocalOne?.(object as never) ?? false;
  const route = (name: string, remote: Method): void => {
    if (isLocalOne === undefined) {
      define(prototype, name, remote);
      return;
    }
    const local = Reflect.get(prototype, name) as Method;
    define(prototype, name, function (...args) {
      return (isLocal(this) ? local : remote).apply(this, args);
    });
  };
  for (const wait of waits) {
    route(wait.name, asyncCall(wait));
    if (wait.sync !== false) route(`${wait.name}Sync`, syncCall(wait));
  }
  for (const name of acts) {
    const local = Reflect.get(prototype, name) as Method;
    const [isRead, isWrite] = [numbers?.reads.includes(name), numbers?.writes.includes(name)];
    route(name, function (...args) {
      if (isRead === true && isFresh(this)) return local.apply(this, args);
      if (isWrite === true && bytesOfNumber(this) !== undefined) return writeNumber(this, name, local, args);
      if (name === 'close') endLease(this);
      const value = act(this, name, args);
      // A queue knows here too that it is closed.
      if (name === 'close' && type !== Connection) local.call(this);
      return name === 'fill' ? this : value;
    });
  }
  for (const field of fields) installField(prototype, field, isLocal);
}

function installField(prototype: object, field: string, isLocal: (object: object) => boolean): void {
  const local = Object.getOwnPropertyDescriptor(prototype, field);
  Object.defineProperty(prototype, field, {
    configurable: true,
    get(this: object): unknown {
      if (isLocal(this) || isFresh(this)) return local?.get?.call(this);
      const value = act(this, readerOf(field));
      return value instanceof Uint8Array ? Buffer.from(value) : value;
    },
    ...(local?.set !== undefined && {
      set(this: object, value: unknown) {
        if (isLocal(this)) local.set?.call(this, value);
        else if (bytesOfNumber(this) === undefined) act(this, writerOf(field), [value]);
        else writeNumber(this, writerOf(field), (next) => local.set?.call(this, next), [value]);
      },
    }),
  });
}

/** Here first, where the same errors are thrown; there in its turn. */
function writeNumber(number: object, name: string, local: Method, args: readonly unknown[]): unknown {
  const result = local.apply(number, [...args]);
  noteWrite(number);
  postAct(number, name, args);
  return result;
}

function define(prototype: object, name: string, value: Method): void {
  Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
}

/** Calls what is done at once. */
function act(object: object, name: string, args: readonly unknown[] = []): unknown {
  if (!isLock(object) || name === readerOf('holder')) return ask(object, name, args);
  release(object, name, args);
  return undefined;
}

/** All that locks do at once. */
function release(lock: Lock | RLock, name: string, args: readonly unknown[]): void {
  const turn = args[0] as number | undefined;
  if (tryRelease(lock, turn)) return;
  ask(lock, name, args);
  noteReleased(lock, turn);
}

function ask(object: object, name: string, args: readonly unknown[]): unknown {
  const end = recordAct(object);
  const answer = callAgentSync({ head: packCall(object, name, args) });
  end(fromNote(answer.note).effect);
  return valueOf(answer);
}

function asyncCall(wait: RemoteWait): Method {
  return async function (...args) {
    const { signal } = (args[wait.options] ?? {}) as { readonly signal?: AbortSignal };
    if (wait.sync === false) assertNoOptions(`${wait.name}()`, args[wait.options]);
    signal?.throwIfAborted();
    const early = takeEarly(this, wait, args);
    if (early !== undefined) return opened(early);
    const call = callOf(this, wait, args);
    if (wait.message === 'taken' && tryPost(this, call, args[wait.options])) return undefined;
    const end = departing(call, waitBegins(this, wait));
    const answer = await callAgent(call, signal);
    if (asksForSeveral(wait, call)) noteAnswered();
    if (answer.kind === ProcessAnswer.error && signal?.aborted === true) {
      end(endOf(answer));
      throw signal.reason;
    }
    return received(this, wait, answer, end);
  };
}

function syncCall(wait: RemoteWait): Method {
  return function (...args) {
    const early = takeEarly(this, wait, args);
    if (early !== undefined) return opened(early);
    const call = callOf(this, wait, args);
    if (wait.message === 'taken' && tryPost(this, call, args[wait.options])) return undefined;
    const end = departing(call, waitBegins(this, wait));
    const answer = callAgentSync(call);
    if (asksForSeveral(wait, call)) noteAnswered();
    return received(this, wait, answer, end);
  };
}

function asksForSeveral(wait: RemoteWait, call: MessageCall): boolean {
  return wait.message === 'given' && call.message !== undefined;
}

/** What is in a message departs with it, and comes back where that is not put. */
function departing({ journeys = [] }: MessageCall, end: (how: CallEnd) => void): (how: CallEnd) => void {
  for (const journey of journeys) journey.depart();
  return (how) => {
    if (how.failed) for (const journey of journeys) journey.lost();
    end(how);
  };
}

function waitBegins(object: object, wait: RemoteWait): (end: CallEnd) => void {
  const end = recordWait(object, wait);
  if (!(object instanceof Condition)) return end;
  const waited = noteConditionWait(object);
  return (how) => {
    waited();
    end(how);
  };
}

/** The call as it travels: a message as bytes, of a signal only that there is one. */
function callOf(object: object, { name, options, message }: RemoteWait, args: readonly unknown[]): MessageCall {
  const sent = [...args];
  const own = sent[options];
  if (typeof own === 'object' && own !== null && 'signal' in own)
    sent[options] = { ...own, signal: own.signal !== undefined };
  if (message === 'given') return { head: packCall(object, name, sent), ...wantedOnes(object) };
  if (message !== 'taken') return { head: isLock(object) ? packAcquire(object, sent) : packCall(object, name, sent) };
  const packed = packMessage(args[0], own === undefined);
  sent[0] = packed.ends;
  return { ...packed, head: packCall(object, name, sent) };
}

function endOf({ kind, note }: Frame, value?: unknown): CallEnd {
  return { ...fromNote(note), failed: kind === ProcessAnswer.error, gained: value !== false };
}

/** The answer as the user sees it; `end` is told of it. */
function received(object: object, { message, name }: RemoteWait, answer: Frame, end: (how: CallEnd) => void): unknown {
  let value: unknown;
  try {
    value = valueOf(answer);
  } finally {
    end(endOf(answer, value));
  }
  if (message === 'given') {
    return opened(takeAnswer(object, answer));
  }
  if (name !== 'acquire' || value === false) return value;
  if (object instanceof Semaphore) return new SemaphoreGuard(object);
  const lock = object as Lock | RLock;
  const { turn, abandoned } = value as GuardFields;
  noteAcquired(lock, value as GuardFields);
  return new LockGuard(lock, turn, abandoned);
}

function isLock(object: object): object is Lock | RLock {
  return object instanceof Lock || object instanceof RLock;
}
