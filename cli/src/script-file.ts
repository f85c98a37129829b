/** The script that is to be run, found and checked before a process is started for it. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './options.ts';

const EXTENSIONS = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];

/** Absolute path of the script. Throws `UsageError` where there is nothing that can be run. */
export function findScript(script: string, folder: string): string {
  if (script === '-')
    throw new UsageError(
      'the script cannot come from standard input: each worker loads it again. Save it as a file, say program.ts, and run that',
    );
  const file = path.resolve(folder, script);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw new UsageError(`expected a script, found a folder: ${file}`);
  if (!found) {
    const meant = EXTENSIONS.map((extension) => file + extension).find((candidate) => isFile(candidate));
    if (meant !== undefined) return meant;
    throw new UsageError(`no such script: ${file}`);
  }
  if (!EXTENSIONS.includes(path.extname(file)))
    throw new UsageError(`expected a TypeScript or JavaScript file (${EXTENSIONS.join(' ')}), found ${file}`);
  return file;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
