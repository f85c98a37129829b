/** Whether a program is as it was before: no children, no threads, nothing that keeps its event loop alive. */
import { readdirSync, readFileSync } from 'node:fs';
import { activeChildren } from 'parascope';

const POLL_MS = 4;
/** Beyond that it is a leak; on a busy machine a thread takes long to be gone. */
const PATIENCE_MS = 20_000;

export interface Rest {
  readonly threads: number;
  /** How many of each kind of resource keep the event loop alive. */
  readonly resources: Readonly<Record<string, number>>;
}

export function takeRest(): Rest {
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return { threads: countThreads(), resources };
}

/** The lesser of both: what stayed a little longer after the first look is not part of what is always there. */
export function leastOf(one: Rest, other: Rest): Rest {
  const resources: Record<string, number> = {};
  for (const [kind, count] of Object.entries(one.resources)) {
    resources[kind] = Math.min(count, other.resources[kind] ?? 0);
  }
  return { threads: Math.min(one.threads, other.threads), resources };
}

/** Threads that Node starts for itself, some of them late. */
const NODES_OWN = /^(?:node-)?(?:MainThread|V8Worker|DelayedTaskSche|SignalInspector|libuv-worker)$/;

/** Worker threads of this program, by their names; 0 where the system does not tell, or Node (22) gives them none. */
function countThreads(): number {
  if (process.platform !== 'linux' || nameOf('self') === 'node') return 0;
  return readdirSync('/proc/self/task').filter((id) => !NODES_OWN.test(nameOf(`self/task/${id}`))).length;
}

/** Name of a thread; that of Node's own where it has ended meanwhile. */
function nameOf(thread: string): string {
  try {
    return readFileSync(`/proc/${thread}/comm`, 'utf8').trim();
  } catch {
    return 'MainThread';
  }
}

/** Waits until all is as it was; gives what has stayed behind, in words. */
export async function untilAtRest(before: Rest): Promise<string[]> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const left = leftBehind(before);
    if (left.length === 0 || Date.now() > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function leftBehind(before: Rest): string[] {
  const left: string[] = [];
  const children = activeChildren();
  if (children.length > 0) left.push(`children left: ${children.map(({ name }) => name).join(', ')}`);
  const now = takeRest();
  if (now.threads > before.threads) left.push(`threads left: ${now.threads}, before ${before.threads}`);
  for (const [kind, count] of Object.entries(now.resources)) {
    const had = before.resources[kind] ?? 0;
    if (count > had) left.push(`handles left: ${count} ${kind}, before ${had}`);
  }
  return left;
}
