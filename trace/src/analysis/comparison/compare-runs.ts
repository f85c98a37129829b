/** Two runs beside each other: what the change between them has changed. Pure: summaries in, data out. */
import { THREAD_STATES, WAIT_REASONS, type ThreadState } from '../../query.ts';
import type { Finding, RunSummary, ThreadSummary } from '../../summary.ts';
import { comparisonSentence } from './comparison-sentence.ts';
import type { ComparedRun, FindingChange, RunComparison } from './run-comparison.ts';

const CHANGES: readonly FindingChange['change'][] = ['gone', 'new', 'stays'];

export function compareRuns(before: RunSummary, after: RunSummary): RunComparison {
  const comparison = {
    version: 1 as const,
    before: comparedRun(before),
    after: comparedRun(after),
    speedUp: after.wallMs > 0 ? Math.round((before.wallMs / after.wallMs) * 1e3) / 1e3 : 1,
    findings: findingChanges(before.findings, after.findings),
    notes: notesOf(before, after),
  };
  return { ...comparison, sentence: comparisonSentence(comparison) };
}

function comparedRun(summary: RunSummary): ComparedRun {
  const { script, trace, exitCode, wallMs, cpuMs, cores, efficiency, tasks, verdict } = summary;
  const workers = summary.threads.filter(isWorker);
  const { busyMean, available } = cores;
  return {
    script,
    trace,
    exitCode,
    serial: summary.serial === true,
    wallMs,
    cpuMs,
    busyMean,
    coresAvailable: available,
    efficiency,
    workers: workers.length,
    tasks,
    states: Object.fromEntries(
      THREAD_STATES.map((state) => [state, sum(workers.map(({ states }) => states[state]))]),
    ) as Record<ThreadState, number>,
    waits: Object.fromEntries(
      WAIT_REASONS.map((reason) => [reason, sum(workers.map(({ waits }) => waits[reason] ?? 0))] as const).filter(
        ([, ms]) => ms > 0,
      ),
    ),
    verdict,
  };
}

function isWorker({ role }: ThreadSummary): boolean {
  return role === 'worker' || role === 'process';
}

/** One of the same line is the same; else the largest of the same id are, as a change moves lines. */
function findingChanges(before: readonly Finding[], after: readonly Finding[]): FindingChange[] {
  const left = [...after];
  const take = (isPartner: (finding: Finding) => boolean): Finding | undefined => {
    const at = left.findIndex(isPartner);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const partners = new Map<Finding, Finding>();
  for (const isSame of [isOfSameLine, isOfSameId]) {
    for (const finding of before.filter((each) => !partners.has(each))) {
      const partner = take((other) => isSame(finding, other));
      if (partner) partners.set(finding, partner);
    }
  }
  const changes: FindingChange[] = [
    ...before.map((finding): FindingChange => {
      const partner = partners.get(finding);
      return partner ? { change: 'stays', before: finding, after: partner } : { change: 'gone', before: finding };
    }),
    ...left.map((finding): FindingChange => ({ change: 'new', after: finding })),
  ];
  return changes.sort((a, b) => CHANGES.indexOf(a.change) - CHANGES.indexOf(b.change));
}

function isOfSameLine(a: Finding, b: Finding): boolean {
  return isOfSameId(a, b) && a.location === b.location;
}

function isOfSameId(a: Finding, b: Finding): boolean {
  return a.id === b.id;
}

function notesOf(before: RunSummary, after: RunSummary): string[] {
  const notes: string[] = [];
  const both = [
    ['before', before],
    ['after', after],
  ] as const;
  for (const [name, { exitCode }] of both)
    if (exitCode !== 0)
      notes.push(`the run ${name} ended with exit code ${exitCode}: its times are those of a failure`);
  if (before.cores.available !== after.cores.available)
    notes.push(`${before.cores.available} cores before, ${after.cores.available} after: the machine differs`);
  // A serial run has no chunks and copies nothing, but its tasks are the same.
  if (before.tasks.count !== after.tasks.count && before.tasks.count > 0 && after.tasks.count > 0)
    notes.push(`${before.tasks.count} tasks before, ${after.tasks.count} after: not the same work, or cut differently`);
  for (const [name, { events }] of both)
    if (events.dropped > 0) notes.push(`${events.dropped} events of the run ${name} were not recorded`);
  return notes;
}

function sum(values: readonly number[]): number {
  return Math.round(values.reduce((total, value) => total + value, 0) * 1e3) / 1e3;
}
