// A raw worker as small as can be: answers a number with its square. JavaScript, so that no TypeScript has to be stripped.
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', (x) => parentPort?.postMessage(x * x));
