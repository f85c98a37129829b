import { inOwnProcess } from './loader/own-process.ts';
import { isMainThread } from './node-threads.ts';

/**
 * `true` once: in the main thread of the process that runs the script. `false` in every worker and every child process.
 * `if (isMain) { … }` is the main guard that works in every kind of module.
 */
export const isMain: boolean = isMainThread && !inOwnProcess;

/** `isMain` of the modules that are not the script. */
export const isMainElsewhere = false as boolean;
