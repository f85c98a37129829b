/**
 * First module of every worker thread of ours and of every process of our own, and what the modules in it import as
 * `parascope`: the build adds the names of the public API below. All it does is run `worker-core`, which is a script, so that
 * V8's code of it can be kept.
 */
import { fileURLToPath } from 'node:url';
import { deserialize } from 'node:v8';
import { isMainThread, workerData } from 'node:worker_threads';
import { ProcessPipe } from '../../../protocol/src/process.ts';
import type { OwnProcessStart } from '../broker/process-start.ts';
import { runScript, ScriptSource } from '../loader/kept-script.ts';
import { readFrameSync } from '../wire/frames-sync.ts';
import type * as Core from './worker-core.ts';

type RunCore = (moduleUrl: string) => typeof Core;

const start = isMainThread ? startOfProcess() : (workerData as Core.ThreadStart);
const script = runScript(start.core);
const run = (): typeof Core => (script.value as RunCore)(import.meta.url);
const core = run();
const first: Core.FirstModule = { importModule: (url) => import(url), ready: script.keep, again: run };
// After this module, whose names the script imports.
queueMicrotask(() => core.startThread(start, first));

/** What the parent has written into the first pipe. */
function startOfProcess(): Core.ThreadStart {
  const frame = readFrameSync(ProcessPipe.answers);
  // Nobody is left to work for.
  if (frame === undefined) process.exit(1);
  const received = deserialize(frame.payload) as OwnProcessStart;
  const source = new ScriptSource(fileURLToPath(new URL('worker-core.js', import.meta.url)));
  return { type: 'process', start: received, core: source.read(received.codeFolder, 'own-process') };
}
