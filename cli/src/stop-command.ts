/** `parascope stop`: ends a run from outside, as the editor does. */
import type { StopArguments } from './arguments.ts';
import { endProcessTree } from './process-tree.ts';

/** Asks the process and what it has started to end, then kills what is left. 0 = all of it is gone, also when it was before. */
export async function stopCommand({ pid }: StopArguments): Promise<number> {
  if (await endProcessTree(pid)) return 0;
  process.stderr.write(`parascope: process ${pid}, or one that it has started, could not be ended\n`);
  return 1;
}
