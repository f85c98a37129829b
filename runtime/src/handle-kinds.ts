/**
 * Loads every kind of handle, so that this thread can revive those that reach it, whether or not the user's modules
 * import their classes. For its effect alone.
 */
import './queue.ts';
import './synchronize/lock.ts';
import './synchronize/rlock.ts';
import './value.ts';
