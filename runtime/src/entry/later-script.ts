/** In a worker or a process of our own: the script with what few of them need. Only the build calls it: see `worker-later`. */
import { fileURLToPath } from 'node:url';
import { readScript, runScript } from '../loader/kept-script.ts';
import { distUrl } from '../package-dir.ts';

/** Its functions. */
type LaterFunctions = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/** What it uses of the first script; the build writes this function into that. */
declare const coreNames: () => object;

let functions: LaterFunctions | undefined;
let script = '';
let folder: string | null = null;

/** Which script it is, and where V8's code of it is kept; null for nowhere. */
export function keepLaterScriptIn(name: 'worker-later' | 'process-later', codeFolder: string | null): void {
  script = name;
  folder = codeFolder;
}

/** Evaluated at the first call. Throws where it cannot be read. */
export function laterScript(): LaterFunctions {
  return (functions ??= evaluate());
}

function evaluate(): LaterFunctions {
  const source = readScript(fileURLToPath(`${distUrl}${script}.js`), folder, 'later');
  const { value, keep } = runScript(source);
  const made = (value as (core: object, moduleUrl: string) => LaterFunctions)(coreNames(), source.url);
  // Once what is asked for has run.
  setImmediate(keep).unref();
  return made;
}
