/** A pool worker's life: waits for work, loads the script, runs the initializer, then tasks until it is told to leave. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { recordUncaught } from '../instrument/failure.ts';
import { clockNs, recordOpen, recordSlice } from '../instrument/record.ts';
import { noteOwnTime } from '../instrument/time-notes.ts';
import { nextTurn } from '../process/event-loop.ts';
import { loadMainScript, unpack } from '../process/call-travel.ts';
import { runAsTask } from '../process/task-context.ts';
import { threadIdentity } from '../process/thread-identity.ts';
import { onUncaught, runWork } from '../process/worker-life.ts';
import type { PoolStart } from './pool-start.ts';
import type { RemoteOwner } from './remote-owner.ts';
import { TaskLoop } from './task-loop.ts';

/** `ready` is called when the first result is written, before the owner is told of it. */
export function runPoolWorker(start: PoolStart, ready: () => void, remote?: RemoteOwner): Promise<void> {
  const loop = new TaskLoop(start, ready, remote);
  const untilWanted = remote?.untilWanted ?? (() => loop.untilTask());
  onUncaught((error) => loop.sayLastWords(error));
  return runWork(`a task of ${threadIdentity().name}`, async () => {
    // The script is loaded when it is needed: a worker that never gets a task costs no more than its thread.
    const mayWait = start.initializer === null || remote !== undefined;
    if (mayWait && !(await untilWanted())) process.exit();
    try {
      await prepare(start);
    } catch (error) {
      recordUncaught(error);
      loop.reportUnfit(error);
      process.exit(1);
    }
    noteOwnTime();
    remote?.prepared();
    await runAsTask(() => loop.run());
    // Rejections that nobody handles are told first.
    await nextTurn();
    process.exit();
  });
}

async function prepare({ initializer }: PoolStart): Promise<void> {
  const loadNs = recordOpen(RowKind.load, 0, 0, clockNs());
  await loadMainScript();
  const fn = initializer === null ? undefined : await unpack(initializer.fn);
  const args = initializer === null ? [] : ((await unpack(initializer.args)) as readonly unknown[]);
  recordSlice(RowKind.load, loadNs, 0, 0, 0);
  if (fn === undefined) return;
  const initializerNs = recordOpen(RowKind.initializer, 0, 0, clockNs());
  await runAsTask(() => (fn as (...args: readonly unknown[]) => unknown)(...args));
  recordSlice(RowKind.initializer, initializerNs, 0, 0, 0);
}
