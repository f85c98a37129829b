/** In a process of its own: the script is a worker's there, and a guard that asks Node must be told so. */
import { registerHooks, syncBuiltinESMExports } from 'node:module';

/**
 * `isMainThread` of node:worker_threads is false for whoever asks from now on. It is made so once somebody asks for the module: see
 * node-threads.ts.
 */
export function hideMainThread(): void {
  const load = process.getBuiltinModule.bind(process);
  let isHidden = false;
  const hide = (): void => {
    if (isHidden) return;
    isHidden = true;
    const threads: { isMainThread: boolean } = load('node:worker_threads');
    threads.isMainThread = false;
    syncBuiltinESMExports();
  };
  process.getBuiltinModule = (id: string) => {
    if (isWorkerThreads(id)) hide();
    return load(id);
  };
  registerHooks({
    resolve: (specifier, context, next) => {
      if (isWorkerThreads(specifier)) hide();
      return next(specifier, context);
    },
  });
}

function isWorkerThreads(id: string): boolean {
  return id === 'node:worker_threads' || id === 'worker_threads';
}
