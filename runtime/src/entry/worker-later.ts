/**
 * What few worker threads need, as a script of its own beside `worker-core`: evaluated when the first of these functions is called. To
 * the rest of a worker's code each of these modules is a set of functions that see to that (scripts/thread-scripts.mjs).
 */
import './worker-core.ts';
export * from './later-modules.ts';
