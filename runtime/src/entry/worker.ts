/**
 * First module of every worker thread of ours and of every process of our own: runs `worker-core` or `process-core`, which are
 * scripts, so that V8's code of them can be kept. It is built as CommonJS, which Node runs at once: an ES module it reads by its
 * thread pool, in several turns. That took 1.5 ms of each start, and far more where the cores are busy.
 */
import path from 'node:path';
import { deserialize } from 'node:v8';
import { isMainThread, workerData } from 'node:worker_threads';
import { ProcessPipe } from '../../../protocol/src/process.ts';
import type { OwnProcessStart } from '../broker/process-start.ts';
import { runScript, ScriptSource } from '../loader/kept-script.ts';
import { readFrameSync } from '../wire/frames-sync.ts';
import type { FirstModule, ThreadScript, ThreadStart } from './first-module.ts';

type RunScript = (moduleUrl: string) => ThreadScript;

const start = isMainThread ? startOfProcess() : (workerData as ThreadStart);
const script = runScript(start.core);
const run = (): ThreadScript => (script.value as RunScript)(start.core.url);
const thread = run();
const first: FirstModule = { importModule: (url) => import(url), ready: script.keep, again: run };
// Else `require.main` of the user's modules would be this one, and not undefined as in workers that begin with an ES module.
Reflect.deleteProperty(process, 'mainModule');
// Not below Node's frames of this module: they would be in the stacks of the user's errors.
queueMicrotask(() => thread.startThread(start, first));

/** What the parent has written into the first pipe. */
function startOfProcess(): ThreadStart {
  const frame = readFrameSync(ProcessPipe.answers);
  // Nobody is left to work for.
  if (frame === undefined) process.exit(1);
  const received = deserialize(frame.payload) as OwnProcessStart;
  const source = new ScriptSource(path.join(__dirname, 'process-core.js'));
  return { type: 'process', start: received, core: source.read(received.codeFolder, 'own-process') };
}
