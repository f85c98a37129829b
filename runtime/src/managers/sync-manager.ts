/** `Manager()` and `SyncManager`: a server with lists, dictionaries, queues and locks, as Python's. */
import { assertIterable } from '../check-arguments.ts';
import { BaseManager } from './base-manager.ts';
import type {
  ArrayProxy,
  BarrierProxy,
  ConditionProxy,
  DictProxy,
  EventProxy,
  JoinableQueueProxy,
  ListProxy,
  LockProxy,
  NamespaceProxy,
  QueueProxy,
  SemaphoreProxy,
  ValueProxy,
} from './proxied.ts';
import type { DictKey } from './server/managed-dict.ts';
import type { WaitOptions } from '../shared-memory/bell.ts';
import { giveSyncTypes } from './sync-type-holders.ts';

/**
 * A manager with Python's types. Each method makes an object in the server and gives its proxy, blocking for the moment that
 * takes; proxies go to other threads in arguments, messages and other proxies' values.
 */
export class SyncManager extends BaseManager {
  /** A list with copies of these items. */
  list<T>(items: Iterable<T> = []): ListProxy<T> {
    assertIterable('list(items)', items, 'items');
    return this.createSync('list', [...items]);
  }

  /** A dictionary with copies of these entries: a plain object, a Map, or pairs. */
  dict<K extends DictKey, V>(entries: Iterable<readonly [K, V]>): DictProxy<K, V>;
  dict<V = unknown>(entries?: Readonly<Record<string, V>>): DictProxy<string, V>;
  dict(entries: unknown = {}): DictProxy<string, unknown> {
    // What is no object the server refuses in its own words.
    const pairs = typeof entries === 'object' && entries !== null && Symbol.iterator in entries;
    return this.createSync('dict', pairs ? [...(entries as Iterable<unknown>)] : entries);
  }

  /** Named values. */
  Namespace<T extends object>(fields?: T): NamespaceProxy<T> {
    return this.createSync('Namespace', fields);
  }

  /** One value. The type code is for the reader. */
  Value<T>(code: string, value: T): ValueProxy<T> {
    return this.createSync('Value', code, value);
  }

  /** Values at positions from 0 on. The type code is for the reader. */
  Array<T>(code: string, items: Iterable<T>): ArrayProxy<T> {
    assertIterable('Array(code, items)', items, 'items');
    return this.createSync('Array', code, [...items]);
  }

  /** A queue; `maxsize` 0, the default, is no limit. */
  Queue<T = unknown>(maxsize = 0): QueueProxy<T> {
    return this.createSync('Queue', maxsize);
  }

  /** A queue that can be joined. */
  JoinableQueue<T = unknown>(maxsize = 0): JoinableQueueProxy<T> {
    return this.createSync('JoinableQueue', maxsize);
  }

  /** A lock that anybody may release. */
  Lock(): LockProxy {
    return this.createSync('Lock');
  }

  /** A lock that its owner may take again. */
  RLock(): LockProxy {
    return this.createSync('RLock');
  }

  /** A semaphore. */
  Semaphore(value = 1): SemaphoreProxy {
    return this.createSync('Semaphore', value);
  }

  /** A semaphore that is never released above its first value. */
  BoundedSemaphore(value = 1): SemaphoreProxy {
    return this.createSync('BoundedSemaphore', value);
  }

  /** An event. */
  Event(): EventProxy {
    return this.createSync('Event');
  }

  /** A condition; with a lock of the same manager, by default an RLock of its own. */
  Condition(lock?: LockProxy): ConditionProxy {
    return this.createSync('Condition', ...(lock === undefined ? [] : [lock]));
  }

  /** A barrier for so many. */
  Barrier(parties: number, options?: Pick<WaitOptions, 'timeoutMs'>): BarrierProxy {
    return this.createSync('Barrier', parties, ...(options === undefined ? [] : [options]));
  }
}

giveSyncTypes(SyncManager);

/** A manager that is started: `await using manager = Manager()`. */
export function Manager(): SyncManager {
  const manager = new SyncManager();
  manager.start();
  return manager;
}
