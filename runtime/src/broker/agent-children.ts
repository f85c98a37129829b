/** The processes that a process has started, as its agent has them: they are the program's, watched and served as all are. */
import { MessageChannel } from 'node:worker_threads';
import { ControlBlock } from '../process/control-block.ts';
import type { ThreadId } from '../shared-memory/run-block.ts';
import { lookupShared } from '../shared-memory/shared-registry.ts';
import { tellSupervisor } from '../supervisor/supervisor-client.ts';
import type { BrokerMessage, NestedStart } from './process-start.ts';

/** What a broker does for an agent whose process starts others: they go by their ids in the run block. */
export interface NestedBroker {
  start(message: Omit<Extract<BrokerMessage, { type: 'start' }>, 'type' | 'child' | 'pool' | 'program' | 'run'>): void;
  stop(thread: ThreadId, signal: 9 | 15): void;
}

export class AgentChildren {
  readonly #broker: NestedBroker;
  /** Control block of the process that starts them. */
  readonly #parent: SharedArrayBuffer;
  readonly #living = new Map<ThreadId, ControlBlock>();

  constructor(broker: NestedBroker, parent: SharedArrayBuffer) {
    this.#broker = broker;
    this.#parent = parent;
  }

  /** Of the process that starts them. */
  get pid(): number {
    return new ControlBlock(this.#parent).pid;
  }

  /** Settles with the system's error number where it was refused, 0 where it runs. */
  async start({ control, memories, ...order }: NestedStart): Promise<number> {
    for (const [thread, { ended }] of this.#living) if (ended) this.#living.delete(thread);
    const life = new ControlBlock(lookupShared(control));
    const { port1, port2 } = new MessageChannel();
    const { thread, start } = order;
    const watched = { control: life.buffer, parent: this.#parent, name: start.name, thread, bell: null, has: [] };
    tellSupervisor({ type: 'watch', lifeline: port2, ...watched }, [port2]);
    const known = new Map(memories.map((id) => [id, lookupShared(id)]));
    this.#broker.start({ ...order, control: life.buffer, memories: known, lifeline: port1 });
    this.#living.set(thread, life);
    // A refusal is told in the next turn.
    await new Promise((resolve) => setImmediate(resolve));
    return life.waitStarted();
  }

  stop(thread: ThreadId, signal: 9 | 15): void {
    if (this.#living.get(thread)?.requestStop(signal) === true) this.#broker.stop(thread, signal);
  }

  /** Who started them has ended: nobody is left to end them. */
  end(): void {
    for (const thread of this.#living.keys()) this.stop(thread, 9);
  }
}
