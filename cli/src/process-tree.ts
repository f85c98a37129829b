/** Ends a process with all its descendants, however they were started. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a process may take to end by itself before it is killed. */
const GRACE_MS = 2_000;
/** How long the system may take to take a killed process away (one inside a system call goes later, or never). */
const KILL_MS = 5_000;
const POLL_MS = 25;

/** Asks the tree below `pid` (and itself) to end, then kills what is left. Gives whether all of it is gone. Never rejects. */
export async function endProcessTree(pid: number): Promise<boolean> {
  if (process.platform !== 'win32') return endProcesses([pid]);
  await run('taskkill', ['/pid', String(pid), '/t', '/f']);
  return true;
}

/** The processes below `pid` that are alive, however they were started; none on Windows. Never rejects. */
export async function descendantsOf(pid: number): Promise<readonly number[]> {
  if (process.platform === 'win32') return [];
  return (await growTree(new Set([pid]))).filter((member) => member !== pid);
}

/** Does for several trees what `endProcessTree` does for one, except on Windows. Their parents may have ended already. */
export async function endProcesses(roots: readonly number[]): Promise<boolean> {
  const tree = new Set(roots);
  for (const [name, patienceMs] of [
    ['SIGTERM', GRACE_MS],
    ['SIGKILL', KILL_MS],
  ] as const) {
    const asked = new Set<number>();
    const deadline = Date.now() + patienceMs;
    for (;;) {
      // What was started meanwhile belongs to the tree too.
      const left = await growTree(tree);
      if (left.length === 0) return true;
      for (const member of left) if (!asked.has(member)) sendSignal(member, name);
      for (const member of left) asked.add(member);
      if (Date.now() >= deadline) break;
      await delay(POLL_MS);
    }
  }
  return false;
}

/** Adds to `tree` what descends from its members; gives those that are alive. */
async function growTree(tree: Set<number>): Promise<number[]> {
  const parents = await livingProcesses();
  for (const member of tree) for (const [pid, parent] of parents) if (parent === member) tree.add(pid);
  return [...tree].filter((pid) => parents.has(pid));
}

/** Parent of every process that is alive; one that has ended and waits to be collected is not. */
async function livingProcesses(): Promise<Map<number, number>> {
  if (process.platform !== 'linux') return parseProcesses(await run('ps', ['-A', '-o', 'pid=,ppid=,stat=']));
  const lines = (await readdir('/proc'))
    .filter((name) => /^\d+$/.test(name))
    .map(async (name) => {
      // A process may have ended since it was listed.
      const line = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
      const [state, parent] = line.slice(line.lastIndexOf(')') + 2).split(' ');
      return `${name} ${parent ?? ''} ${state ?? ''}`;
    });
  return parseProcesses((await Promise.all(lines)).join('\n'));
}

/** Lines of `pid parent state`. */
function parseProcesses(table: string): Map<number, number> {
  const parents = new Map<number, number>();
  for (const line of table.split('\n')) {
    const [pid, parent, state = ''] = line.trim().split(/\s+/);
    if (pid && parent && state !== '' && !/^[ZX]/.test(state)) parents.set(Number(pid), Number(parent));
  }
  return parents;
}

/** Sends a signal to a process; nothing happens where it has ended. */
export function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}

function run(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => execFile(command, args, { windowsHide: true }, (_error, stdout) => resolve(stdout)));
}
