/**
 * Preload of a script: `node --require <dist>/register.js script.ts` or `node --import parascope/register script.ts`.
 * No top-level await here or in what this imports: `--require` must be able to load it.
 */
import { fileURLToPath } from 'node:url';
import { readRunSetup } from '../../../protocol/src/run.ts';
import { startInstrument } from '../instrument/start.ts';
// The whole package, so that all entries share one chunk: each further file costs a worker's start half a millisecond or more.
import '../index.ts';
import { hideCompileCache } from '../loader/compile-cache.ts';
import { installLoader } from '../loader/hooks.ts';
import { entryUrl } from '../package-dir.ts';
import { supervisorLine } from '../supervisor/supervisor-client.ts';

hideCompileCache();
startInstrument(readRunSetup(process.env), {
  preload: fileURLToPath(entryUrl('register')),
  startSupervisor: (orders) => void supervisorLine(orders),
});
installLoader();
