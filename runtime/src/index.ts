/** Public API of `parascope`: Python's `multiprocessing` for TypeScript. */
import { beginCollecting } from './instrument/lane.ts';
import { inOwnProcess } from './loader/own-process.ts';
import { isMainThread } from './node-threads.ts';
import { improveUncaughtErrors } from './process/uncaught-in-main.ts';
export * from './api.ts';
export {
  getAllStartMethods,
  getContext,
  getStartMethod,
  setStartMethod,
  type Context,
  type SetStartMethodOptions,
} from './contexts/context.ts';
export type { StartMethod } from './process/start-method.ts';

if (isMainThread && !inOwnProcess) improveUncaughtErrors();
// Who imports this package is about to start something.
beginCollecting();
