/** Other worker pools behind one face: two workers, one task per call. They end with the process. */
import { fileURLToPath } from 'node:url';

export type TaskInput = number | { readonly busyMs: number };

export interface PeerPool {
  run(input: TaskInput): PromiseLike<unknown>;
}

const WORKERS = 2;
const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Each with the settings that its own documentation gives for a fixed number of threads. */
const openers: Readonly<Record<string, () => Promise<PeerPool>>> = {
  async piscina() {
    const { Piscina } = await import('piscina');
    const pool = new Piscina({ filename: beside('task.mjs'), name: 'task', minThreads: WORKERS, maxThreads: WORKERS });
    return { run: (input) => pool.run(input) };
  },
  async tinypool() {
    const { Tinypool } = await import('tinypool');
    const pool = new Tinypool({ filename: beside('task.mjs'), name: 'task', minThreads: WORKERS, maxThreads: WORKERS });
    return { run: (input) => pool.run(input) as Promise<unknown> };
  },
  async workerpool() {
    const { pool: open } = await import('workerpool');
    const file = beside('workerpool-worker.mjs');
    const pool = open(file, { minWorkers: WORKERS, maxWorkers: WORKERS, workerType: 'thread' });
    return { run: (input) => pool.exec('task', [input]) };
  },
  async poolifier() {
    const { FixedThreadPool } = await import('poolifier');
    const pool = new FixedThreadPool<TaskInput, unknown>(WORKERS, beside('poolifier-worker.mjs'));
    return { run: (input) => pool.execute(input) };
  },
};

export const PEERS: readonly string[] = Object.keys(openers);

/** Opens the pool of that name. Throws RangeError for an unknown one. */
export function openPeer(name: string): Promise<PeerPool> {
  const open = openers[name];
  if (open === undefined) throw new RangeError(`expected one of ${PEERS.join(', ')}, found '${name}'`);
  return open();
}
