import { Module } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { fromUserFile } from './resolve.ts';
import { isUserFile } from './user-file.ts';

/** The part of Node's CommonJS loader that tools have replaced for so long that it is an interface. */
interface ModuleInternals {
  _resolveFilename(request: string, parent: { filename?: string | null } | undefined, ...rest: unknown[]): string;
}

/** What `require.resolve` and, on Node 22, the `require` of an imported CommonJS file go through instead of the hooks. */
export function extendRequireResolve(): void {
  const internals = Module as unknown as ModuleInternals;
  const original = internals._resolveFilename.bind(internals);
  internals._resolveFilename = (request, parent, ...rest) => {
    const filename = parent?.filename;
    const parentURL = typeof filename === 'string' ? pathToFileURL(filename).href : undefined;
    const found = parentURL !== undefined && isUserFile(parentURL) ? fromUserFile(request, parentURL) : undefined;
    return original(found === undefined ? request : fileURLToPath(found), parent, ...rest);
  };
}
