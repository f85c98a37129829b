/** This thread's broker: the thread that starts its processes and serves them. In a process its courier. Started on first use. */
import { fileURLToPath } from 'node:url';
import type { MessagePort, Worker } from 'node:worker_threads';
import { ProcessLimitError } from '../errors.ts';
import { codeFolder } from '../loader/compile-cache.ts';
import { ScriptSource } from '../loader/kept-script.ts';
import { distUrl } from '../package-dir.ts';
import { startHelperThread } from '../supervisor/helper-thread.ts';
import type { CourierOrder } from './pool-courier.ts';
import type { BrokerMessage, BrokerStart } from './process-start.ts';

let core: ScriptSource | undefined;
let broker: Worker | undefined;
let courier: Worker | undefined;

/** Sends one message. @throws {ProcessLimitError} where the system refuses the thread. */
export function tellBroker(message: BrokerMessage, transfer: readonly MessagePort[] = []): void {
  broker ??= startBroker();
  broker.postMessage(message, [...transfer]);
}

/** In a process of its own: the same for its courier, see pool-courier.ts. */
export function tellCourier(order: CourierOrder): void {
  courier ??= startThread('courier');
  courier.postMessage(order);
}

/** Its processes end with it; those that are started later get another. */
function startBroker(): Worker {
  const thread = startThread('broker');
  thread.once('exit', () => (broker = undefined));
  return thread;
}

function startThread(type: BrokerStart['type']): Worker {
  core ??= new ScriptSource(fileURLToPath(`${distUrl}broker-core.js`));
  const workerData: BrokerStart = { type, core: core.read(codeFolder(process.env), 'broker') };
  try {
    return startHelperThread({ entry: 'worker', name: type, workerData });
  } catch (error) {
    throw new ProcessLimitError(
      'no process can be started: the system refuses the thread that would serve it. ' +
        'Raise the limit (ulimit -u, the pids limit of the container)',
      { cause: error },
    );
  }
}
