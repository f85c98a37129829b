/** Starts a worker thread, or says in words why the system refuses one. */
import type { Worker } from 'node:worker_threads';
import { ProcessLimitError } from '../errors.ts';
import { retireThread } from '../shared-memory/death.ts';
import type { ThreadId } from '../shared-memory/run-block.ts';

/**
 * The thread that `start` makes. `name`: in the error; `thread`: the id that was claimed for it, given back when there is no thread.
 * @throws {ProcessLimitError} at the limit of processes and threads of this user, or of the container.
 */
export function createThread(name: string, thread: ThreadId, start: () => Worker): Worker {
  try {
    return start();
  } catch (error) {
    retireThread(thread);
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_INIT_FAILED')) throw error;
    throw new ProcessLimitError(
      `${name} cannot be started: the system refuses another thread (${error.message}). ` +
        'Start fewer at a time, or raise the limit (ulimit -u, the pids limit of the container)',
      { cause: error },
    );
  }
}
