import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summaryLines } from '../../../cli/src/print-summary.ts';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { TraceModel } from '../../../trace/src/model/trace-model.ts';
import type { RunSummary } from '../../../trace/src/summary.ts';

const empty = summarize(new TraceModel(), { script: '/a/pi.ts', exitCode: 0 });
const summary: RunSummary = {
  ...empty,
  verdict: '1.84 s, 1.2 of 8 cores busy',
  events: { recorded: 10, counted: 0, dropped: 3 },
  findings: [
    {
      id: 'lock-contention',
      severity: 'warning',
      shareOfTime: 0.6,
      location: 'pi.ts:14',
      message: 'waits for \u001b[2Jthe lock',
      remedy: 'count locally',
      estimatedGainMs: null,
      whyNoGain: 'it is made up',
      evidence: { startNs: 0, endNs: 1, threads: [], lines: [] },
    },
  ],
};

test('verdict, finding with its line, remedy, and drops, as plain text', () => {
  assert.deepEqual(summaryLines(summary, { color: false }), [
    'parascope 1.84 s, 1.2 of 8 cores busy',
    '  lock-contention pi.ts:14  waits for the lock',
    '    -> count locally (gain unknown: it is made up)',
    '  3 events were not recorded: the rings were full',
  ]);
});

test('colour adds only escape codes, and a name from the script adds none', () => {
  const colored = summaryLines(summary, { color: true }).join('\n');
  assert.notEqual(colored, summaryLines(summary, { color: false }).join('\n'));
  assert.ok(!colored.includes('\u001b[2J'));
});

test('the first finding, whose words are the verdict, is not said twice; an estimated gain is', () => {
  const [finding] = summary.findings;
  const first = { ...finding!, message: 'It waits.', estimatedGainMs: 420 };
  const second = { ...first, message: 'It also starves.', location: 'pi.ts:20' };
  const verdict = '1.84 s, 1.2 of 8 cores busy: It waits; count locally.';
  const lines = summaryLines({ ...summary, verdict, findings: [first, second] }, { color: false });
  assert.deepEqual(lines.slice(0, -1), [
    `parascope ${verdict}`,
    '  lock-contention pi.ts:14  estimated gain: 420 ms',
    '  lock-contention pi.ts:20  It also starves.',
    '    -> count locally (estimated gain: 420 ms)',
  ]);
});

test('where nobody can tell what a remedy saves, the reason is said, but not of what went wrong', () => {
  const [finding] = summary.findings;
  const first = { ...finding!, message: 'It starts.' };
  const error = { ...finding!, severity: 'error' as const, message: 'It died.' };
  const lines = summaryLines(
    { ...summary, verdict: 'It starts; start less.', findings: [first, error] },
    { color: false },
  );
  assert.deepEqual(lines.slice(1, -1), [
    '  lock-contention pi.ts:14  gain unknown: it is made up',
    '  lock-contention pi.ts:14  It died.',
    '    -> count locally',
  ]);
});

test('garbage collection is told where it takes much of the time of workers, or of main where there are none', () => {
  const thread = (role: 'main' | 'worker', ms: number): RunSummary['threads'][number] => ({
    ...({ name: role, role, cpuMs: 0, runQueueMs: 0, lifetimeMs: 1000, waits: {} } as const),
    states: summarize(new TraceModel()).threads[0]?.states ?? ({} as never),
    gc: { count: ms === 0 ? 0 : 7, ms, kinds: {} },
  });
  const told = (...threads: RunSummary['threads']): string[] =>
    summaryLines({ ...summary, threads }, { color: false }).filter((line) => line.includes('garbage'));
  assert.deepEqual(told(thread('main', 900), thread('worker', 0), thread('worker', 120)), [
    '  garbage collection takes 6 % of worker time: 120 ms in 7 collections',
  ]);
  assert.deepEqual(told(thread('main', 900), thread('worker', 40)), []);
  assert.deepEqual(told(thread('main', 900)), [
    "  garbage collection takes 90 % of main's time: 900 ms in 7 collections",
  ]);
});
