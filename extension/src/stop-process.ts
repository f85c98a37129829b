/** Ends a process tree by the `parascope` command: the one place that knows how on each system. */
import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Ends the process and all it has started; `cli` is the command's first module. Gives whether all of it is gone. Never rejects. */
export async function stopProcess(cli: string, pid: number): Promise<boolean> {
  const command = fork(cli, ['stop', String(pid)], { stdio: 'ignore', execArgv: [] });
  try {
    const [code] = (await once(command, 'exit')) as [number | null];
    return code === 0;
  } catch {
    return false;
  }
}
