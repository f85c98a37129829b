/**
 * First module of the `parascope` command: has V8's code of the command kept on disk, as that of the scripts that it runs. A
 * command that nobody has the disk for, or that is told to keep nothing, runs all the same.
 */
import { enableCompileCache } from 'node:module';
import { codeFolder } from '../../runtime/src/loader/compile-cache.ts';

const folder = codeFolder(process.env);
if (folder !== null) enableCompileCache(folder);
await import('./main.ts');
