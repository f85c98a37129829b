/**
 * The broker: a thread of the program that starts its processes, sees them end and does for them what they ask for. It runs
 * no code of the user's, so its event loop always turns.
 */
import { parentPort } from 'node:worker_threads';
import { writeAll } from '../output/direct-output.ts';
import { BootWatch } from './boot-watch.ts';
import { LeaseBook } from './lease-book.ts';
import type { BrokerMessage } from './process-start.ts';
import { type CreateAgent, ServedProcess, type ServedEvents } from './served-process.ts';
import { Watchdog } from './watchdog.ts';

/** In the broker thread, once. `createAgent`: see agent.ts. */
export function runBroker(createAgent: CreateAgent): void {
  if (parentPort === null) throw new Error('parascope: the broker runs in a worker thread only');
  const served = new Map<number, ServedProcess>();
  const watchdog = new Watchdog();
  const boots = new BootWatch();
  const leases = new LeaseBook();
  const stop = (child: number, signal: 9 | 15): void => served.get(child)?.stop(signal);
  const start: ServedEvents['start'] = (message, pools) => {
    const { child } = message;
    const process = ServedProcess.start(message, pools, {
      createAgent,
      leases,
      start,
      stop,
      // One that is not there any more has ended, and that is told.
      tell: (worker, kind, payload) => served.get(worker)?.tell(kind, payload),
      started: (pid) => {
        watchdog.watch(pid);
        boots.watch(pid, message.command, () => endStuck(message.start.name, pid));
      },
      online: (pid) => boots.forget(pid),
      ended: (pid) => {
        served.delete(child);
        boots.forget(pid);
        watchdog.forget(pid);
      },
    });
    if (process !== undefined) served.set(child, process);
  };
  parentPort.on('message', (message: BrokerMessage) => {
    if (message.type === 'start') start(message, null);
    else stop(message.child, message.signal);
  });
}

function endStuck(name: string, pid: number): void {
  process.kill(pid, 'SIGKILL');
  const why =
    'the system refuses the threads that its Node needs. Start fewer at a time, or raise the limit (ulimit -u)';
  writeAll(2, `parascope: ${name} was ended before it ran: ${why}\n`, 'utf8');
}
