/** First module of the supervisor thread. It never runs user code, so its event loop always turns. */
import { parentPort, workerData } from 'node:worker_threads';
import { startCollector, type SupervisorOrders } from '../instrument/start.ts';
import { createDeathWatch } from '../supervisor/death-watch.ts';

if (parentPort === null) throw new Error('parascope: entry/supervisor runs in a worker thread only');

const orders = workerData as SupervisorOrders | null;
if (orders !== null) startCollector(orders);
const main = parentPort;
main.on('message', createDeathWatch((message) => main.postMessage(message)).handle);
