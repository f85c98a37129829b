/** Node leaves the file it wrote compiled code to, before it is renamed, where the disk was full. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { codeFolder } from '../../runtime/src/loader/compile-cache.ts';

/** A key and six random characters. */
const TEMPORARY = /^[0-9a-f]+\.\w{6}$/;
/** Younger ones with something in them may be in the hands of a process that ends just now. */
const IN_HAND_MS = 60_000;

/** Removes them. One that another process was writing after all costs that process the time of compiling it again. */
export function removeHalfWritten(env: NodeJS.ProcessEnv): void {
  const folder = codeFolder(env);
  if (folder === null) return;
  try {
    removeIn(folder);
  } catch {
    // Somebody clears the cache meanwhile, or it belongs to another: that is no matter of this run.
  }
}

function removeIn(folder: string): void {
  const before = Date.now() - IN_HAND_MS;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!TEMPORARY.test(path.basename(name))) continue;
    const file = path.join(folder, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isFile() === true && (found.size === 0 || found.mtimeMs <= before)) rmSync(file, { force: true });
  }
}
