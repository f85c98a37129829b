import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder and those above it that are missing. Throws what the system says where one cannot be made.
 *
 * Not `mkdirSync(…, { recursive: true })`: where the system answers "no such file" although the parent is there, as below
 * /proc or an automounted home, Node tries again without end.
 */
export function makeFolders(folder: string): void {
  // The usual case, and asking is cheaper than an error.
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  try {
    makeFolder(folder);
  } catch (error) {
    const parent = path.dirname(folder);
    if (!isMissing(error) || statSync(parent, { throwIfNoEntry: false })) throw error;
    makeFolders(parent);
    makeFolder(folder);
  }
}

/** Another run may make it at the same time. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (isMissing(error) || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
