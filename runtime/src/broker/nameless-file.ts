/** Files that a process and its agent share, on Linux: no folder names them, the other side opens them by who has them open. */
import { closeSync, openSync, unlinkSync } from 'node:fs';
import path from 'node:path';

/** A new file, open for reading and writing, in the first of the folders that takes one; null where none does. */
export function openNameless(folders: readonly string[]): number | null {
  const name = `parascope-${process.pid}-${crypto.randomUUID()}`;
  for (const folder of folders) {
    const file = path.join(folder, name);
    let descriptor: number | undefined;
    try {
      descriptor = openSync(file, 'wx+', 0o600);
      unlinkSync(file);
      return descriptor;
    } catch {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }
  return null;
}

/** The file that another process has open as that descriptor; null where it cannot be had. */
export function openOf(pid: number, descriptor: number, flags: 'r' | 'r+'): number | null {
  try {
    return openSync(`/proc/${pid}/fd/${descriptor}`, flags);
  } catch {
    return null;
  }
}
