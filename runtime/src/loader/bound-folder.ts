/** Keeps a cache folder from growing without end: the oldest entries go. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

export interface FolderBounds {
  /** Which files of the folder count. */
  readonly isEntry: (name: string) => boolean;
  readonly mostFiles: number;
  readonly mostBytes: number;
}

interface Entry {
  readonly file: string;
  readonly sizeBytes: number;
  readonly writtenMs: number;
}

/** Removes the entries that were written first until no more is left than the bounds say. Never throws: what cannot be removed stays. */
export function boundFolder(folder: string, { isEntry, mostFiles, mostBytes }: FolderBounds): void {
  let files = 0;
  let bytes = 0;
  for (const { file, sizeBytes } of entriesOf(folder, isEntry).sort((a, b) => b.writtenMs - a.writtenMs)) {
    files++;
    bytes += sizeBytes;
    if (files <= mostFiles && bytes <= mostBytes) continue;
    try {
      rmSync(file, { force: true });
    } catch {
      // Another program may use it, or it is not ours to remove.
    }
  }
}

function entriesOf(folder: string, isEntry: (name: string) => boolean): Entry[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter(isEntry);
  } catch {
    // There is no folder, or none that may be read.
    return [];
  }
  return names.flatMap((name) => {
    const file = path.join(folder, name);
    const found = statSync(file, { throwIfNoEntry: false });
    return found === undefined ? [] : [{ file, sizeBytes: found.size, writtenMs: found.mtimeMs }];
  });
}
