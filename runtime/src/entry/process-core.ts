/**
 * All that runs in a broker, in a courier and in a process of our own, and the package itself for the modules that it loads. Apart from
 * `worker-core`: it starts programs and collects what is recorded, of which a worker thread would carry 50 KB, and Node's modules
 * for sockets and child processes.
 */
import { Agent, type AgentStart } from '../broker/agent.ts';
import { runBroker } from '../broker/broker-thread.ts';
import { runPoolCourier } from '../broker/pool-courier.ts';
import type { BrokerStart, ProcessBoot } from '../broker/process-start.ts';
import type { CreateAgent } from '../broker/served-process.ts';
import { startProcess } from '../broker/start-process.ts';
import type { FirstModule } from './first-module.ts';
import { ownPackage } from './own-package.ts';

/** Becomes what it was started for. */
export function startThread(start: BrokerStart | ProcessBoot, first: FirstModule): void {
  if (start.type === 'process') startProcess(start.start, first, ownPackage);
  else if (start.type === 'courier') runPoolCourier();
  else runBroker((agent) => (first.again() as { readonly createAgent: CreateAgent }).createAgent(agent));
}

/** In a broker: a copy of the package for one process. */
export function createAgent(start: AgentStart): Agent {
  // Each copy listens for the workers that others start, which a broker never does: the copy would never be let go.
  process.removeAllListeners('worker');
  return new Agent(start);
}
