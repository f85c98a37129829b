/** The types of proxies: each method with a promise, and a `Sync` twin that blocks the thread. */
import type { BaseProxy } from './base-proxy.ts';
import type { ManagedDict, DictKey } from './server/managed-dict.ts';
import type { ManagedList } from './server/managed-list.ts';
import type { ManagedArray, ManagedNamespace, ManagedValue } from './server/managed-values.ts';
import type { ManagedJoinableQueue, ManagedQueue } from './server/managed-queue.ts';
import type { ManagedEvent } from './server/managed-semaphores.ts';
import type { ManagedBarrier } from './server/managed-condition.ts';
import type { Copied } from './copied.ts';
import type { SyncWaitOptions, WaitOptions } from '../shared-memory/bell.ts';
import type { WithoutTimeout } from '../synchronize/lock-guard.ts';
import type { ManagerLockGuard } from './lock-proxy.ts';

type Method = (...args: never) => unknown;
type MethodNames<M> = { [K in keyof M]: M[K] extends Method ? K : never }[keyof M];

type Promised<F> = F extends (...args: infer Args) => infer Result
  ? (...args: Args) => Promise<Awaited<Result>>
  : never;
type Blocking<F> = F extends (...args: infer Args) => infer Result ? (...args: Args) => Awaited<Result> : never;

/**
 * A proxy of an object whose class is `M`: `await proxy.add(1)`, `proxy.addSync(1)`. Fields are not there: give the class
 * methods. Arguments and results are copies; proxies in them stand for the same objects.
 */
export type Proxied<M> = BaseProxy & { readonly [K in MethodNames<M>]: Promised<M[K]> } & {
  readonly [K in MethodNames<M> & string as `${K}Sync`]: Blocking<M[K]>;
};

/** A list in a manager. `for await` goes through its items as they are when it comes to them. */
export type ListProxy<T> = Proxied<ManagedList<T>> & AsyncIterable<Copied<T>>;
/** A dictionary in a manager. `for await` goes through the entries that there are when it begins. */
export type DictProxy<K extends DictKey, V> = Proxied<ManagedDict<K, V>> & AsyncIterable<readonly [K, Copied<V>]>;
/** Named values in a manager. */
export type NamespaceProxy<T extends object> = BaseProxy & {
  readonly get: <K extends keyof T & string>(name: K) => Promise<Copied<T[K]>>;
  readonly getSync: <K extends keyof T & string>(name: K) => Copied<T[K]>;
  readonly set: <K extends keyof T & string>(name: K, value: T[K]) => Promise<void>;
  readonly setSync: <K extends keyof T & string>(name: K, value: T[K]) => void;
} & Proxied<Omit<ManagedNamespace<T>, 'get' | 'set'>>;
/** One value in a manager. */
export type ValueProxy<T> = Proxied<ManagedValue<T>>;
/** An array of fixed length in a manager. */
export type ArrayProxy<T> = Proxied<ManagedArray<T>>;
/** A queue in a manager. */
export type QueueProxy<T> = Proxied<ManagedQueue<T>>;
/** A queue in a manager that can be joined. */
export type JoinableQueueProxy<T> = Proxied<ManagedJoinableQueue<T>>;
/** An event in a manager. */
export type EventProxy = Proxied<ManagedEvent>;
/** A barrier in a manager. */
export type BarrierProxy = Proxied<ManagedBarrier>;

/** What all locks of a manager have. Their owner is a thread of the program, or a connection of another one. */
export interface LockProxy extends BaseProxy {
  /** Waits until it is free and takes it; false when `timeoutMs` ran out. `using held = await lock.acquire()`. */
  acquire(options?: WithoutTimeout<WaitOptions>): Promise<ManagerLockGuard>;
  acquire(options: WaitOptions): Promise<ManagerLockGuard | false>;
  /** The same, blocking the thread. */
  acquireSync(options?: WithoutTimeout<SyncWaitOptions>): ManagerLockGuard;
  acquireSync(options: SyncWaitOptions): ManagerLockGuard | false;
  /** Gives it back. Rejects with ReleaseError where nobody has it. */
  release(): Promise<void>;
  /** The same, blocking the thread. */
  releaseSync(): void;
}

/** A semaphore in a manager. */
export interface SemaphoreProxy extends LockProxy {
  /** Its value. */
  getValue(): Promise<number>;
  /** The same, blocking the thread. */
  getValueSync(): number;
}

/** A condition in a manager. */
export interface ConditionProxy extends LockProxy {
  /** Gives the lock back, waits for a notification, takes it again; false when `timeoutMs` ran out. */
  wait(options?: WaitOptions): Promise<boolean>;
  /** The same, blocking the thread. */
  waitSync(options?: SyncWaitOptions): boolean;
  /** Waits until the predicate, called here with the lock held, gives something truthy; gives what it gave last. */
  waitFor<T>(predicate: () => T | Promise<T>, options?: WaitOptions): Promise<T>;
  /** The same, blocking the thread. */
  waitForSync<T>(predicate: () => T, options?: SyncWaitOptions): T;
  /** Wakes up to `count`, by default one, of those who wait. */
  notify(count?: number): Promise<void>;
  /** The same, blocking the thread. */
  notifySync(count?: number): void;
  /** Wakes all who wait. */
  notifyAll(): Promise<void>;
  /** The same, blocking the thread. */
  notifyAllSync(): void;
}
