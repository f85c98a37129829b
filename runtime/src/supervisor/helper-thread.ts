/** Starts the threads that run nothing but the runtime: the supervisor, the broker, the network thread. */
import { inspect } from 'node:util';
import type { Worker, WorkerOptions } from 'node:worker_threads';
import { markOwn } from '../instrument/foreign-workers.ts';
import { ownWorker } from '../instrument/worker-patch.ts';
import { compileCacheEnv } from '../loader/compile-cache.ts';
import { workerThreads } from '../node-threads.ts';
import { entryUrl } from '../package-dir.ts';

export interface HelperThread extends Pick<WorkerOptions, 'transferList' | 'workerData'> {
  /** Its first module. */
  readonly entry: Parameters<typeof entryUrl>[0];
  /** What it is, in a word. The system and Node know it as `parascope-…`. */
  readonly name: string;
}

/** The running thread, which keeps nothing alive unless its messages are listened to. Throws what Node throws where the system refuses it. */
export function startHelperThread({ entry, name, ...data }: HelperThread): Worker {
  // No flags, and no environment but Node's own cache: preloads and NODE_OPTIONS are the user's, and user code never runs there.
  const { Worker } = workerThreads();
  const thread = new Worker(entryUrl(entry), {
    ...data,
    name: `parascope-${name}`,
    execArgv: [],
    env: compileCacheEnv(process.env),
    trackUnmanagedFds: false,
    ...ownWorker,
  });
  markOwn(thread);
  thread.on('error', (error) => {
    process.stderr.write(`parascope: the ${name} thread failed; this is a bug in parascope.\n${inspect(error)}\n`);
  });
  thread.unref();
  return thread;
}
