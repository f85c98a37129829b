/**
 * All that runs in a broker and in a courier. Apart from `worker-core`: it starts programs and serves them, of which a worker thread would
 * carry 50 KB, and Node's modules for sockets and child processes.
 */
import { Agent, type AgentStart } from '../broker/agent.ts';
import { runBroker } from '../broker/broker-thread.ts';
import { runPoolCourier } from '../broker/pool-courier.ts';
import type { BrokerStart } from '../broker/process-start.ts';
import type { CreateAgent } from '../broker/served-process.ts';
import type { FirstModule } from './first-module.ts';

/** Becomes what it was started for. */
export function startThread(start: BrokerStart, first: FirstModule): void {
  if (start.type === 'courier') runPoolCourier();
  else runBroker((agent) => (first.again() as { readonly createAgent: CreateAgent }).createAgent(agent));
}

/** In a broker: a copy of the package for one process. */
export function createAgent(start: AgentStart): Agent {
  // Each copy listens for the workers that others start, which a broker never does: the copy would never be let go.
  process.removeAllListeners('worker');
  return new Agent(start);
}
