import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { makeFolders } from '../../runtime/src/loader/make-folders.ts';
import { UsageError } from './options.ts';

/** Refuses a file that could not be written to later, when the work is done. `option` is what names it. */
export function assertWritable(option: string, file: string | undefined): void {
  if (file === undefined || file === '') return;
  const place = path.resolve(file);
  const found = statSync(place, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw new UsageError(`${option}: expected a file, found a folder: ${place}`);
  // A pipe or a device would have to be waited for.
  if (found && !found.isFile()) return;
  try {
    closeSync(openSync(place, 'a'));
  } catch (error) {
    throw new UsageError(`${option}: expected a file that can be written, found ${place}: ${reasonOf(error)}`);
  }
  if (!found) rmSync(place);
}

/** Makes the folder that an option names. Throws a `UsageError` where that cannot be. */
export function makeWantedFolder(option: string, folder: string): string {
  const place = path.resolve(folder);
  try {
    makeFolders(place);
  } catch (error) {
    throw new UsageError(`${option}: expected a folder that can be made, found ${place}: ${reasonOf(error)}`);
  }
  return place;
}

/** What the system says, less the path, which is named already. */
function reasonOf(error: unknown): string {
  const [words = ''] = (error instanceof Error ? error.message : String(error)).split(', ');
  return words;
}
