/**
 * First module of every worker thread of ours, and what the modules in it import as `parascope`: the build adds the names
 * of the public API below. All it does is run `worker-core`, which is a script, so that V8's code of it can be kept.
 */
import { workerData } from 'node:worker_threads';
import { runScript } from '../loader/kept-script.ts';
import type { OwnWorkerStart } from '../process/worker-job.ts';
import type * as Core from './worker-core.ts';

type RunCore = (moduleUrl: string) => typeof Core;

const start = workerData as OwnWorkerStart;
const script = runScript(start.core);
const core = (script.value as RunCore)(import.meta.url);
const first: Core.FirstModule = { importModule: (url) => import(url), ready: script.keep };
// After this module, whose names the script imports.
queueMicrotask(() => core.startWorker(start, first));
