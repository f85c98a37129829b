/** Which files a specifier without its real extension may mean. */
import { statSync } from 'node:fs';
import path from 'node:path';

/** The extension that was written -> the TypeScript ones that compile to it. */
const SOURCES_OF: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};
const IMPLIED = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];

/**
 * The file that `target` (an absolute path as written) means, or `undefined`. From a TypeScript file `./x.js` is `x.ts`
 * when both exist, as TypeScript has it; from others the file that is there wins.
 */
export function fileFor(target: string, fromTypeScript: boolean): string | undefined {
  const asWritten = isFile(target);
  if (asWritten && !fromTypeScript) return target;
  const extension = path.extname(target);
  const stem = target.slice(0, target.length - extension.length);
  for (const source of SOURCES_OF[extension] ?? []) if (isFile(stem + source)) return stem + source;
  if (asWritten) return target;
  for (const implied of IMPLIED) if (isFile(target + implied)) return target + implied;
  for (const implied of IMPLIED) {
    const index = path.join(target, `index${implied}`);
    if (isFile(index)) return index;
  }
  return undefined;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
