/** Calls of shared objects as an agent does them for its process. */
import type { Connection } from '../connection/connection.ts';
import { waitReady, type Waitable } from '../connection/wait.ts';
import { bellCounts } from '../shared-memory/bell.ts';
import { CarriedMessage } from '../shared-memory/carried-message.ts';
import { encode } from '../shared-memory/codec/codec.ts';
import { textOf } from '../shared-memory/codec/error-envelope.ts';
import { lookupShared, publishShared } from '../shared-memory/shared-registry.ts';
import type { SharedArray } from '../sharedctypes/shared-array.ts';
import type { Value } from '../sharedctypes/value.ts';
import { type AskForNamedMemory, askForNamedMemory } from '../supervisor/supervisor-client.ts';
import { Lock } from '../synchronize/lock.ts';
import { LockGuard } from '../synchronize/lock-guard.ts';
import { RLock } from '../synchronize/rlock.ts';
import { SemaphoreGuard } from '../synchronize/semaphore.ts';
import { CallEffect } from './call-effect.ts';
import { bytesOfNumber, isRemoteAct, readerOf, writerOf } from './remote-table.ts';
import type { GuardFields } from './remote-values.ts';

/** What a call comes to, as far as it has. */
export interface Went {
  effect: CallEffect;
  message: number;
}

type Method = (this: object, ...args: unknown[]) => unknown;

/** Throws TypeError where there is none of that name. */
export function methodOf(object: object, name: string): Method {
  const method: unknown = Reflect.get(object, name);
  if (typeof method !== 'function') throw new TypeError(`damaged call: there is no ${name}`);
  return method as Method;
}

/** Whether it is a lock that this agent's process holds. */
export function isMine(object: object): boolean {
  return (object instanceof Lock || object instanceof RLock) && object.isMine();
}

/** Does what is done at once; `went` is told what it has come to. Throws what the call throws, TypeError for what is no such call. */
export function callNow(object: object, name: string, args: unknown[], went?: Went): unknown {
  if (!isRemoteAct(object, name)) throw new TypeError(`damaged call: ${name} is nothing that a broker does`);
  const [access, field = ''] = name.split(' ');
  if (name === readerOf(field)) return Reflect.get(object, field);
  if (name === writerOf(field)) return void Reflect.set(object, field, args[0]);
  const held = isMine(object);
  const { wakes } = bellCounts;
  const value = methodOf(object, access!).apply(object, args);
  // The waiters of a lock that is not its own go on as well, but it was not held here.
  const isLock = object instanceof Lock || object instanceof RLock;
  if (isLock ? held && !object.isMine() : bellCounts.wakes !== wakes) {
    if (went !== undefined) went.effect = CallEffect.some;
  }
  return value;
}

/** The value of an answer: objects that belong to the agent stay there. `guarded` comes with its lock. */
export function toWire(value: unknown, guarded?: Value | SharedArray): unknown {
  if (value instanceof LockGuard) {
    const { turn, abandoned } = value;
    return { turn, abandoned, guarded: guarded && bytesOfNumber(guarded)?.slice() } satisfies GuardFields;
  }
  if (value instanceof SemaphoreGuard) return true;
  return value;
}

/** An error of an answer. */
export function encodeError(error: unknown): Uint8Array {
  try {
    return encode(error, 'error');
  } catch {
    return encode(new Error(textOf(error)), 'error');
  }
}

/** A call that is of no object: the value of its answer. */
export function callOfNone(name: string, args: readonly unknown[], signal: AbortSignal): unknown {
  return name === 'wait' ? indexesOfReady(args as WaitArguments, signal) : namedMemory(args as NameArguments);
}

type WaitArguments = [objects: readonly Waitable[], timeoutMs?: number, unbreakable?: boolean];

/** `wait` of a process: which of the objects are ready. */
async function indexesOfReady([objects, timeoutMs]: WaitArguments, signal: AbortSignal): Promise<number[]> {
  const ready = new Set(await waitReady(objects, timeoutMs, signal));
  return Array.from(objects.keys()).filter((i) => ready.has(objects[i]!));
}

type NameArguments = [operation: Parameters<AskForNamedMemory>[0], name: string, memory: number | undefined];

/** What a process asks about a name; memory travels as its id. */
function namedMemory([operation, name, id]: NameArguments): number | undefined {
  const memory = id === undefined ? undefined : lookupShared(id);
  const found = askForNamedMemory(operation, name, memory);
  return found === undefined ? undefined : (id ?? publishShared(found));
}

/** A message of the process; `ends`: those of pipes in it. */
export function messageOf(ends: unknown, bytes: Uint8Array): CarriedMessage {
  const journeys = ((ends ?? []) as readonly Connection[]).map((end) => end.journey());
  return new CarriedMessage(bytes, 0, journeys);
}
