/** Which threads can never go on, from what each waits for. Pure. */

/** A wait: who could end it. */
export interface GraphWait {
  /** Threads of which any could end it; `anyone` = every thread but its own. */
  readonly helpers: 'anyone' | readonly number[];
  /** The thread itself has made it endless: it waits for a lock that it holds. */
  readonly ownFault?: boolean;
}

/** A thread that does nothing but wait, without limit, until one of its waits ends. */
export interface WaitingThread {
  readonly id: number;
  readonly waits: readonly GraphWait[];
}

/**
 * The groups of threads that wait for each other and that nobody else can help. `alive`: all threads that there are; those
 * that are not among the waiting may do anything. A thread that only waits for such a group is in none.
 */
export function findDeadlocks(waiting: readonly WaitingThread[], alive: ReadonlySet<number>): number[][] {
  const stuck = stuckThreads(waiting, alive);
  const reach = new Map<number, ReadonlySet<number>>();
  for (const id of stuck.keys()) reach.set(id, reachedFrom(id, stuck));
  const groups: number[][] = [];
  const grouped = new Set<number>();
  for (const [id, reached] of reach) {
    // Closed: everything that it leads to leads back.
    if (grouped.has(id) || ![...reached].every((other) => reach.get(other)!.has(id))) continue;
    const atFault = [...reached].filter((member) => stuck.get(member)!.waits.some(({ ownFault }) => ownFault));
    // Who waits only for one that is stuck by itself goes on when that one fails.
    groups.push(atFault.length > 0 ? atFault : [...reached]);
    for (const member of reached) grouped.add(member);
  }
  return groups;
}

/** Those that no thread outside of them can help: leaves out, again and again, whoever can be helped. */
function stuckThreads(waiting: readonly WaitingThread[], alive: ReadonlySet<number>): Map<number, WaitingThread> {
  const stuck = new Map(waiting.map((thread) => [thread.id, thread]));
  for (let before = -1; before !== stuck.size;) {
    before = stuck.size;
    const someoneRuns = stuck.size < alive.size;
    for (const [id, { waits }] of stuck) {
      const hopeful = waits.some(({ helpers }) =>
        helpers === 'anyone' ? someoneRuns : helpers.some((helper) => !stuck.has(helper)),
      );
      if (hopeful || waits.length === 0) stuck.delete(id);
    }
  }
  return stuck;
}

/** The threads that the thread waits for, and those that these wait for, and so on. */
function reachedFrom(start: number, stuck: ReadonlyMap<number, WaitingThread>): Set<number> {
  const reached = new Set<number>();
  const queue = [start];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const next of ledTo(stuck.get(id)!, stuck)) {
      if (reached.has(next)) continue;
      reached.add(next);
      queue.push(next);
    }
  }
  return reached;
}

function ledTo({ id, waits }: WaitingThread, stuck: ReadonlyMap<number, WaitingThread>): number[] {
  return waits.flatMap(({ helpers }) => {
    if (helpers !== 'anyone') return [...helpers];
    const others = [...stuck.keys()].filter((other) => other !== id);
    return others.length === 0 ? [id] : others;
  });
}
