/** A module that no worker can load. */
import { isMainThread } from 'node:worker_threads';

/** What a worker says of it. */
export class OnlyInMainError extends Error {
  override name = 'OnlyInMainError';
}

if (!isMainThread) throw new OnlyInMainError('this module is for main alone');

/** An instance of a class that no worker has. */
export class OnlyInMain {
  readonly n = 1;
}
