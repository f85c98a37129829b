/** Becomes the process that its parent has started. */
import { fileURLToPath } from 'node:url';
import { readRunSetup } from '../../../protocol/src/run.ts';
import { PROCESS_PROTOCOL, ProcessCall } from '../../../protocol/src/process.ts';
import { CONTROL_BYTES, PROGRAM_BYTES } from '../../../protocol/src/worker.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { setTell } from '../deadlock/telling.ts';
import { beginCollecting } from '../instrument/lane.ts';
import { currentSeat, recordInstant } from '../instrument/record.ts';
import { startInstrument } from '../instrument/start.ts';
import { hideCompileCache } from '../loader/compile-cache.ts';
import { installWorkerLoader, type ImportModule } from '../loader/worker-loader.ts';
import { entryUrl } from '../package-dir.ts';
import { inheritKey } from '../process/authkey.ts';
import { setStarter } from '../process/starters.ts';
import { runProcess } from '../process/run-process.ts';
import { adoptIdentity } from '../process/thread-identity.ts';
import { installWorkerLife } from '../process/worker-life.ts';
import { supervisorLine } from '../supervisor/supervisor-client.ts';
import { hideMainThread } from './hidden-main-thread.ts';
import { startNestedProcess, startOwnThread } from './own-children.ts';
import { askParent, tellParent } from './own-parent.ts';
import { runOwnPool } from './own-pool.ts';
import { installRemoteObjects } from './remote-objects.ts';
import { laneName, type OwnProcessStart } from './process-start.ts';

interface FirstModule {
  readonly importModule: ImportModule;
  readonly ready: () => void;
}

/** In a process of its own, once; `members` are what `parascope` means there. Throws where parent and child are of different versions of the package. */
export function startProcess(start: OwnProcessStart, { importModule, ready }: FirstModule, members: object): void {
  if (start.protocol !== PROCESS_PROTOCOL) {
    throw new Error(
      `parascope: two versions of the package meet in one program: this process speaks protocol ${PROCESS_PROTOCOL}, its parent ${start.protocol}`,
    );
  }
  if (start.codeFolder !== null) hideCompileCache(start.codeFolder);
  startInstrument(readRunSetup(process.env), {
    preload: fileURLToPath(entryUrl('register')),
    startSupervisor: (orders) => void supervisorLine(orders),
    name: laneName(start.name, process.pid),
  });
  hideMainThread();
  adoptParent(start);
  inheritKey(() => Uint8Array.from(askParent(ProcessCall.authkey).payload));
  installWorkerLife();
  installWorkerLoader(start.loader, importModule, members);
  installRemoteObjects();
  setStarter('process', startNestedProcess);
  setStarter('thread', startOwnThread);
  // Its waits for objects of the program are told by its agent; others can be ended in the process alone, where nobody looks for deadlocks.
  setTell(() => undefined);
  const seat = currentSeat();
  tellParent(ProcessCall.online, seat === undefined ? 0 : seat.thread + 1);
  recordInstant(RowKind.online, 0, 0, 0);
  void (start.job.type === 'process' ? runProcess(start.job, readyToRun) : runOwnPool(start.job, ready));

  /** The target may compute or block from now on, and be ended by a signal: what it does is collected meanwhile. */
  function readyToRun(): void {
    beginCollecting();
    ready();
  }
}

function adoptParent(start: OwnProcessStart): void {
  const program = new SharedArrayBuffer(PROGRAM_BYTES);
  new Int32Array(program).set(start.program);
  const parent = { ...start.parent, control: new SharedArrayBuffer(CONTROL_BYTES) };
  adoptIdentity(
    { ...start, parent, program, control: new SharedArrayBuffer(CONTROL_BYTES) },
    start.job.type === 'pool',
  );
}
