/** Whether this is a process of its own, started by the runtime under the start method `'process'`. */
import { fileURLToPath } from 'node:url';
import { isMainThread } from '../node-threads.ts';
import { OWN_WORKER } from './user-file.ts';

/** Asked by the path of the script that Node was started with: it must be known before anything has been received. */
export const inOwnProcess: boolean = isMainThread && process.argv[1] === fileURLToPath(OWN_WORKER);
