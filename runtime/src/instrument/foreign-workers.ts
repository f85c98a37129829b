/** Workers of this thread that the runtime has not made: who waits must expect them to act. */
import type { Worker } from 'node:worker_threads';

const own = new WeakSet<Worker>();
const living = new Set<Worker>();
let ownWork = 0;

/** The worker is one of the runtime's. Call it in the turn in which it was made. */
export function markOwn(worker: Worker): void {
  own.add(worker);
}

/** Workers that are made within `work` are the runtime's own. */
export function markOwnWithin<Result>(work: () => Result): Result {
  // Node tells of a worker in a tick after it was made.
  process.nextTick(() => ownWork++);
  try {
    return work();
  } finally {
    process.nextTick(() => ownWork--);
  }
}

/** Those that keep this thread alive: `process.getActiveResourcesInfo` does not count them. */
export function foreignWorkerCount(): number {
  let count = 0;
  for (const worker of living) if (keepsAlive(worker)) count++;
  return count;
}

/** Node tells of it in its own handle alone. Where there is none, the worker counts: it may be waited for in vain. */
function keepsAlive(worker: Worker): boolean {
  const key = Object.getOwnPropertySymbols(worker).find(({ description }) => description === 'kHandle');
  const handle: unknown = key === undefined ? undefined : Reflect.get(worker, key);
  if (typeof handle !== 'object' || handle === null || !('hasRef' in handle)) return true;
  return typeof handle.hasRef !== 'function' || Reflect.apply(handle.hasRef, handle, []) !== false;
}

process.on('worker', (worker) => {
  if (ownWork > 0 || own.has(worker)) return;
  living.add(worker);
  worker.once('exit', () => living.delete(worker));
});
