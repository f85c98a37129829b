/** Public API of `parascope`: Python's `multiprocessing` for TypeScript. */
import { beginCollecting } from './instrument/lane.ts';
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

// Who imports this package is about to start something.
beginCollecting();
