/** All that runs in a worker thread of ours, and the package itself for the modules that it loads. `worker` is its first module. */
import { fileURLToPath } from 'node:url';
import { WORKER_PROTOCOL } from '../../../protocol/src/worker.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { watchHeap } from '../instrument/heap-watch.ts';
import { recordOwnExit } from '../instrument/lane.ts';
import { recordProfiled } from '../instrument/profiled.ts';
import { attachRecorder, recordInstant, recordSlice } from '../instrument/record.ts';
import { noteOwnTime } from '../instrument/time-notes.ts';
import { patchWorker } from '../instrument/worker-patch.ts';
import { hideCompileCache } from '../loader/compile-cache.ts';
import { installWorkerLoader } from '../loader/worker-loader.ts';
import { installDirectOutput } from '../output/direct-output.ts';
import { entryUrl } from '../package-dir.ts';
import { runManager } from '../managers/run-manager.ts';
import { runPoolWorker } from '../pool/pool-worker.ts';
import { setOwnKey } from '../process/authkey.ts';
import { runProcess } from '../process/run-process.ts';
import { adoptIdentity } from '../process/thread-identity.ts';
import type { OwnWorkerStart, WorkerJob } from '../process/worker-job.ts';
import { installWorkerLife } from '../process/worker-life.ts';
import { attachThread } from '../shared-memory/run-block.ts';
import { useSupervisorLine } from '../supervisor/supervisor-client.ts';
import type { FirstModule } from './first-module.ts';
import { keepLaterScriptIn } from './later-script.ts';
import { ownPackage } from './own-package.ts';

/** Becomes the worker that its parent made, and does its job. Throws where the two are of different versions of the package. */
export function startThread(start: OwnWorkerStart, { importModule, ready }: FirstModule): void {
  if (start.protocol !== WORKER_PROTOCOL) {
    throw new Error(
      `parascope: two versions of the package meet in one program: this worker speaks protocol ${WORKER_PROTOCOL}, its parent ${start.protocol}`,
    );
  }
  if (start.codeFolder !== null) hideCompileCache(start.codeFolder);
  keepLaterScriptIn('worker-later', start.codeFolder);
  if (start.seat !== undefined) {
    attachRecorder(start.seat);
    recordSlice(RowKind.boot, start.spawnedNs, 0, 1, 0);
    recordOwnExit();
    recordProfiled();
    patchWorker(fileURLToPath(entryUrl('register')));
  }
  attachThread(start.run, start.thread);
  adoptIdentity(start, start.job.type === 'pool');
  setOwnKey(start.authkey);
  useSupervisorLine(start.lifeline);
  installDirectOutput('stdout', start.stdout);
  installDirectOutput('stderr', start.stderr);
  installWorkerLife();
  installWorkerLoader(start.loader, importModule, ownPackage);
  noteOwnTime();
  watchHeap();
  recordInstant(RowKind.online, 0, 0, 0);
  void runJob(start.job, ready);
}

function runJob(job: WorkerJob, ready: () => void): Promise<void> {
  switch (job.type) {
    case 'process':
      return runProcess(job, ready);
    case 'pool':
      return runPoolWorker(job, ready);
    case 'manager':
      return runManager(job, ready);
  }
}
