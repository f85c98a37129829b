/**
 * First module of the `parascope` command: has V8's code of the command kept on disk, as that of the scripts that it runs. A
 * command that nobody has the disk for, or that is told to keep nothing, runs all the same.
 */
import { statfsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { codeFolder } from '../../runtime/src/loader/compile-cache.ts';

/** The code of the command takes less than 1 MB. */
const ROOM_BYTES = 8 * 2 ** 20;

/** Node writes when the command has ended, and leaves half a file where the disk is full: nobody is there to remove it then. */
function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= ROOM_BYTES;
  } catch {
    return false;
  }
}

const folder = codeFolder(process.env);
if (folder !== null && hasRoom(folder)) enableCompileCache(folder);
await import('./main.ts');
