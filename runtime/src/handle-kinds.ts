/**
 * Loads every kind of handle, so that this thread can revive those that reach it, whether or not the user's modules
 * import their classes. For its effect alone.
 */
import './connection/pipe.ts';
import './managers/proxy-travel.ts';
import './named-memory/shareable-list.ts';
import './named-memory/shared-memory.ts';
import './process/sentinel.ts';
import './queues/joinable-queue.ts';
import './queues/queue.ts';
import './queues/simple-queue.ts';
import './synchronize/barrier.ts';
import './synchronize/condition.ts';
import './synchronize/event.ts';
import './synchronize/lock.ts';
import './synchronize/rlock.ts';
import './synchronize/semaphore.ts';
import './sharedctypes/raw-array.ts';
import './sharedctypes/raw-value.ts';
import './sharedctypes/shared-array.ts';
import './sharedctypes/value.ts';
