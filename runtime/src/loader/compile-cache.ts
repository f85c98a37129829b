/**
 * V8's compiled code of our own files and the user's, kept on disk by Node: 3 to 5 ms of each start. Node takes the folder
 * from a variable when a process or thread begins, so the variable is set just for that moment: the program and the
 * processes it starts never see it.
 */
import path from 'node:path';
import { makeFolders } from './make-folders.ts';
import { userCacheFolder } from './user-cache-folder.ts';

const VARIABLE = 'NODE_COMPILE_CACHE';

/** What to add to the environment of a process that begins with our preload. Empty where the user has decided already. */
export function compileCacheEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  // Coverage is less exact with compiled code from a cache.
  const decided = env[VARIABLE] ?? env['NODE_DISABLE_COMPILE_CACHE'] ?? env['NODE_V8_COVERAGE'];
  return decided === undefined && canKeep() ? { [VARIABLE]: compiledFolder() } : {};
}

let made: boolean | undefined;

/** Whether the folder is there. Made here: where it cannot be, Node may try without end. */
function canKeep(): boolean {
  return (made ??= tryToMake(compiledFolder()));
}

function tryToMake(folder: string): boolean {
  try {
    makeFolders(folder);
    return true;
  } catch {
    // No home, or one that may not be written to: that costs speed only.
    return false;
  }
}

/** Calls `create`, which makes a Worker that takes over this thread's environment. */
export function withCompileCache<T>(create: () => T): T {
  const added = compileCacheEnv(process.env);
  Object.assign(process.env, added);
  try {
    return create();
  } finally {
    for (const name of Object.keys(added)) delete process.env[name];
  }
}

/** Call at the beginning of a thread: takes away what was added for it. */
export function hideCompileCache(): void {
  if (process.env[VARIABLE] === compiledFolder()) delete process.env[VARIABLE];
}

function compiledFolder(): string {
  return path.join(userCacheFolder(), 'parascope', 'compiled');
}
