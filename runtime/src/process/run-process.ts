/** The worker's side of a Process: becomes the object that was started, and runs it. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { getLogger } from '../logging/logger.ts';
import { recordOpen, recordSlice, recordTask, recordTaskOpen } from '../instrument/record.ts';
import { noteOwnTime } from '../instrument/time-notes.ts';
import { appendFrames } from './caller-stack.ts';
import { unpackCall } from './call-travel.ts';
import { setCurrentProcess } from './current-process.ts';
import { reviveProcess } from './process.ts';
import { runAsTask } from './task-context.ts';
import { ownIdent, threadIdentity } from './thread-identity.ts';
import type { ProcessJob } from './worker-job.ts';
import { runWork } from './worker-life.ts';

/** `ready` is called when only the target is left to be run. */
export function runProcess(job: ProcessJob, ready: () => void): Promise<void> {
  const { name, daemon, identity } = threadIdentity();
  globalThis.process.on('exit', (code) => getLogger().info(`process exiting with exitcode ${code}`));
  return runWork(`the target of ${name}`, async () => {
    const loadNs = recordOpen(RowKind.load, 0, 0);
    const { target, args, subclass, fields } = await unpackCall(job.call);
    recordSlice(RowKind.load, loadNs, 0, 0, 0);
    const process = reviveProcess(ownIdent(), identity, { target, args, name, daemon }, subclass, fields);
    setCurrentProcess(process);
    const { task, site } = job;
    ready();
    noteOwnTime();
    const startNs = recordTaskOpen(task, site, args, true);
    getLogger().info('child process calling self.run()');
    try {
      await runAsTask(() => process.run());
    } catch (error) {
      appendFrames(error, job.caller);
      throw error;
    } finally {
      recordTask(startNs, task, 0, site, args, true);
    }
  });
}
