/**
 * First module of every worker thread of ours, and what the modules in it import as `parascope`: the build adds the names
 * of the public API below. All it does is run `worker-core`, which is a script, so that V8's code of it can be kept.
 */
import path from 'node:path';
import { workerData } from 'node:worker_threads';
import { runKeptScript } from '../loader/kept-script.ts';
import type { OwnWorkerStart } from '../process/worker-job.ts';
import type * as Core from './worker-core.ts';

/** Name of the built script beside this file; the build fills it in. */
declare const WORKER_CORE: string;

type RunCore = (moduleUrl: string) => typeof Core;

const start = workerData as OwnWorkerStart;
const script = runKeptScript(path.join(import.meta.dirname, WORKER_CORE), start.codeFolder, start.job.type);
const core = (script.value as RunCore)(import.meta.url);
const first: Core.FirstModule = { importModule: (url) => import(url), ready: script.keep };
// After this module, whose names the script imports.
queueMicrotask(() => core.startWorker(start, first));
