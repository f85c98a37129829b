/** First module of every worker thread of ours. Keep its imports few: they are on the path of every start. */
import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';
import { WORKER_PROTOCOL } from '../../../protocol/src/worker.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { recordOwnExit } from '../instrument/lane.ts';
import { attachRecorder, recordInstant, recordSlice } from '../instrument/record.ts';
import { noteOwnTime } from '../instrument/time-notes.ts';
import { patchWorker } from '../instrument/worker-patch.ts';
// The whole package, so that all entries share one chunk: each further file costs a worker's start half a millisecond or more.
import '../index.ts';
import { hideCompileCache } from '../loader/compile-cache.ts';
import { installWorkerLoader } from '../loader/worker-loader.ts';
import { installDirectOutput } from '../output/direct-output.ts';
import { entryUrl } from '../package-dir.ts';
import { runPoolWorker } from '../pool/pool-worker.ts';
import { runProcess } from '../process/run-process.ts';
import { adoptIdentity } from '../process/thread-identity.ts';
import type { OwnWorkerStart } from '../process/worker-job.ts';
import { installWorkerLife } from '../process/worker-life.ts';
import { attachThread } from '../shared-memory/run-block.ts';
import { useSupervisorLine } from '../supervisor/supervisor-client.ts';

hideCompileCache();
const start = workerData as OwnWorkerStart;
if (start.protocol !== WORKER_PROTOCOL) {
  throw new Error(
    `parascope: two versions of the package meet in one program: this worker speaks protocol ${WORKER_PROTOCOL}, its parent ${start.protocol}`,
  );
}
if (start.seat !== undefined) {
  attachRecorder(start.seat);
  recordSlice(RowKind.boot, start.spawnedNs, 0, 0, 0);
  recordOwnExit();
  patchWorker(fileURLToPath(entryUrl('register')));
}
attachThread(start.run, start.thread);
adoptIdentity(start, start.job.type === 'pool');
useSupervisorLine(start.lifeline);
installDirectOutput('stdout', start.stdout);
installDirectOutput('stderr', start.stderr);
installWorkerLife();
installWorkerLoader(start.loader);
noteOwnTime();
recordInstant(RowKind.online, 0, 0, 0);
await (start.job.type === 'pool' ? runPoolWorker(start.job) : runProcess(start.job));
