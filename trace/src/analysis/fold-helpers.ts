/** What a person reads of a run's threads: its workers. What V8, libuv and the instrument have beside them is a row each. */
import { THREAD_STATES, type ThreadState, type WaitReason } from '../query.ts';
import type { RunSummary, ThreadSummary } from '../summary.ts';
import type { ThreadRoleName } from '../vocabulary.ts';

/** Names of the rows that stand for several threads, by their role. */
const FOLDED: ReadonlyMap<ThreadRoleName, string> = new Map([
  ['helper', 'helpers of V8 and libuv'],
  ['instrument', 'parascope'],
]);

/** The summary with one row for all helpers, and one for the instrument, of all processes. Their figures are added up. */
export function foldHelpers(summary: RunSummary): RunSummary {
  const rows = summary.threads.filter(({ role }) => !FOLDED.has(role));
  for (const [role, name] of FOLDED) {
    const threads = summary.threads.filter((thread) => thread.role === role);
    if (threads.length > 0) rows.push(sumOf(threads, { role, name }));
  }
  return { ...summary, threads: rows };
}

function sumOf(threads: readonly ThreadSummary[], { role, name }: Pick<ThreadSummary, 'role' | 'name'>): ThreadSummary {
  const total = (figure: (thread: ThreadSummary) => number): number =>
    Math.round(threads.reduce((sum, thread) => sum + figure(thread), 0) * 1e3) / 1e3;
  const reasons = new Set(threads.flatMap(({ waits }) => Object.keys(waits) as WaitReason[]));
  return {
    name,
    role,
    threads: threads.length,
    cpuMs: total(({ cpuMs }) => cpuMs),
    runQueueMs: total(({ runQueueMs }) => runQueueMs),
    lifetimeMs: total(({ lifetimeMs }) => lifetimeMs),
    states: Object.fromEntries(THREAD_STATES.map((state) => [state, total(({ states }) => states[state])])) as Record<
      ThreadState,
      number
    >,
    waits: Object.fromEntries([...reasons].map((reason) => [reason, total(({ waits }) => waits[reason] ?? 0)])),
  };
}
