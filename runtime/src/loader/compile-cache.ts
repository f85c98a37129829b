/**
 * V8's compiled code of our own files and the user's, kept on disk by Node: 3 to 5 ms of each start. Node takes the folder
 * from a variable when a process or thread begins, so the variable is set just for that moment: the program and the
 * processes it starts never see it.
 */
import path from 'node:path';
import { makeFolders } from './make-folders.ts';
import { userCacheFolder } from './user-cache-folder.ts';

const VARIABLE = 'NODE_COMPILE_CACHE';

/** Where compiled code is kept; null where the user has decided otherwise, or nothing can be kept. */
export function codeFolder(env: NodeJS.ProcessEnv): string | null {
  // Coverage is less exact with compiled code from a cache.
  const decided = env[VARIABLE] ?? env['NODE_DISABLE_COMPILE_CACHE'] ?? env['NODE_V8_COVERAGE'];
  return decided === undefined && canKeep() ? compiledFolder() : null;
}

/** What to add to the environment of a process that begins with our preload. Empty where there is no `codeFolder`. */
export function compileCacheEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  const found = codeFolder(env);
  return found === null ? {} : { [VARIABLE]: found };
}

let made: boolean | undefined;

/** Whether the folder is there. Made here: where it cannot be, Node may try without end. */
function canKeep(): boolean {
  return (made ??= tryToMake(compiledFolder()));
}

function tryToMake(wanted: string): boolean {
  try {
    makeFolders(wanted);
    return true;
  } catch {
    // No home, or one that may not be written to: that costs speed only.
    return false;
  }
}

/** Calls `create`, which makes a Worker that takes over this thread's environment, with that `codeFolder` in it. */
export function withCompileCache<T>(keptIn: string | null, create: () => T): T {
  if (keptIn === null) return create();
  process.env[VARIABLE] = keptIn;
  try {
    return create();
  } finally {
    delete process.env[VARIABLE];
  }
}

/** Call at the beginning of a process or thread: takes away what was added for it, the `codeFolder` that it was given. */
export function hideCompileCache(keptIn?: string): void {
  const value = process.env[VARIABLE];
  if (value !== undefined && value === (keptIn ?? compiledFolder())) delete process.env[VARIABLE];
}

let folder: string | undefined;

function compiledFolder(): string {
  return (folder ??= path.join(userCacheFolder(), 'parascope', 'compiled'));
}
