/**
 * First module of every worker thread of ours and of every process of our own: runs `worker-core`, `broker-core` or `process-core`, which
 * are scripts, so that V8's code of them can be kept. It is built as CommonJS, which Node runs at once: an ES module it reads by its
 * thread pool, in several turns. That took 1.5 ms of each start, and far more where the cores are busy.
 */
import path from 'node:path';
import { ProcessPipe } from '../../../protocol/src/process.ts';
import type { ProcessBoot } from '../broker/process-start.ts';
import { readScript, runScript } from '../loader/kept-script.ts';
import { isMainThread, workerThreads } from '../node-threads.ts';
import { readFrameSync } from '../wire/frames-sync.ts';
import type { FirstModule, ThreadScript, ThreadStart } from './first-module.ts';

type RunScript = (moduleUrl: string) => ThreadScript;

const start = isMainThread ? startOfProcess() : (workerThreads().workerData as ThreadStart);
const script = runScript(start.core);
const run = (): ThreadScript => (script.value as RunScript)(start.core.url);
const thread = run();
const first: FirstModule = { importModule: (url) => import(url), ready: script.keep, again: run };
// Else `require.main` of the user's modules would be this one, and not undefined as in workers that begin with an ES module.
Reflect.deleteProperty(process, 'mainModule');
// Not below Node's frames of this module: they would be in the stacks of the user's errors.
queueMicrotask(() => thread.startThread(start, first));

/** What the parent has written into the first pipe. */
function startOfProcess(): ProcessBoot {
  const frame = readFrameSync(ProcessPipe.answers);
  // Nobody is left to work for.
  if (frame === undefined) process.exit(1);
  // Behind the start, which only the script can read, is where V8's code of that is kept: see served-process.ts.
  const end = frame.payload.length - frame.note;
  const folder = frame.note === 0 ? null : Buffer.from(frame.payload.buffer, end).toString('utf8');
  const core = readScript(path.join(__dirname, 'process-core.js'), folder, 'own-process');
  return { type: 'process', start: frame.payload.subarray(0, end), core };
}
