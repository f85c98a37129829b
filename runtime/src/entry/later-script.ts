/** In a worker: the script with what few workers need. Only the build calls it: see `worker-later`. */
import { fileURLToPath } from 'node:url';
import { runScript, ScriptSource } from '../loader/kept-script.ts';
import { distUrl } from '../package-dir.ts';

/** Its functions. */
type LaterFunctions = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/** What it uses of the first script; the build writes this function into that. */
declare const coreNames: () => object;

let functions: LaterFunctions | undefined;
let folder: string | null = null;

/** Where V8's code of it is kept; null for nowhere, as at first. */
export function keepLaterScriptIn(codeFolder: string | null): void {
  folder = codeFolder;
}

/** Evaluated at the first call. Throws where it cannot be read. */
export function laterScript(): LaterFunctions {
  return (functions ??= evaluate());
}

function evaluate(): LaterFunctions {
  const source = new ScriptSource(fileURLToPath(`${distUrl}worker-later.js`)).read(folder, 'later');
  const { value, keep } = runScript(source);
  const made = (value as (core: object, moduleUrl: string) => LaterFunctions)(coreNames(), source.url);
  // Once what is asked for has run.
  setImmediate(keep).unref();
  return made;
}
