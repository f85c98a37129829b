/** `parascope stop`: ends a run from outside, as the editor does. */
import { setTimeout as delay } from 'node:timers/promises';
import type { StopArguments } from './arguments.ts';
import { UsageError } from './options.ts';
import { descendantsOf, endProcesses, endProcessTree, sendSignal } from './process-tree.ts';
import { commandLineOf, isOfRun } from './run-process.ts';

/** How long a command may take to read its run and say the verdict, once the script has ended. */
const VERDICT_MS = 10_000;
const POLL_MS = 25;

/**
 * Asks the run's process and what it has started to end, then kills what is left. 0 = all of it is gone, also when it was
 * before. Throws `UsageError` for a process that belongs to no run: this command ends nothing else.
 */
export async function stopCommand({ pid }: StopArguments): Promise<number> {
  const commandLine = await commandLineOf(pid);
  if (commandLine === undefined) {
    process.stderr.write(`parascope: there is no process ${pid}: it has ended already\n`);
    return 0;
  }
  if (!isOfRun(commandLine)) {
    throw new UsageError(`expected the process id of a run, found ${pid}: ${commandLine || 'a process of the system'}`);
  }
  if (await endRun(pid)) return 0;
  process.stderr.write(`parascope: process ${pid}, or one that it has started, could not be ended\n`);
  return 1;
}

/** The script with all it has started first: the command then ends by itself, when it has said what it knows. */
async function endRun(pid: number): Promise<boolean> {
  const started = await descendantsOf(pid);
  if (started.length > 0) {
    // The command has to hear of it while it still listens.
    sendSignal(pid, 'SIGTERM');
    await endProcesses(started);
    for (const deadline = Date.now() + VERDICT_MS; isAlive(pid) && Date.now() < deadline;) await delay(POLL_MS);
  }
  return await endProcessTree(pid);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
