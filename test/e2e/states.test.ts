import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { RunSummary } from '../../trace/src/summary.ts';
import { fixture, parascope } from './run-command.ts';

const samples = path.resolve(import.meta.dirname, '../../samples');

async function summaryOf(script: string): Promise<RunSummary> {
  const { stdout } = await parascope(['run', '--json', script]);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as RunSummary;
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

describe('the states of every thread', { concurrency: 1 }, () => {
  for (const name of [...readdirSync(samples).filter((file) => file.endsWith('.ts')), 'tiny-tasks']) {
    test(`add up to its lifetime and are explained: ${name}`, async () => {
      const script = name.endsWith('.ts') ? path.join(samples, name) : fixture('tiny-tasks.ts');
      const { threads } = await summaryOf(script);
      for (const { name: thread, states, lifetimeMs } of threads) {
        const sumMs = sumOf(Object.values(states));
        assert.ok(Math.abs(sumMs - lifetimeMs) <= lifetimeMs * 0.01, `${thread}: ${sumMs} of ${lifetimeMs} ms`);
      }
      if (process.platform !== 'linux') return;
      // Where others keep the machine busy, the collector looks rarely, and a thread may sleep a moment between two looks.
      const unknownMs = sumOf(threads.map(({ states }) => states.unknown));
      const lifeMs = sumOf(threads.map(({ lifetimeMs }) => lifetimeMs));
      const queuedMs = sumOf(threads.map(({ runQueueMs }) => runQueueMs));
      const mostMs = lifeMs * 0.01 + queuedMs * 0.05;
      assert.ok(unknownMs <= mostMs, `${unknownMs} of ${lifeMs} ms: ${JSON.stringify(threads)}`);
    });
  }
});

test('a worker’s own Atomics.wait is told from its event loop, and both from computing', async (t) => {
  if (process.platform !== 'linux') {
    t.diagnostic('Linux only: elsewhere the system does not tell where a thread sleeps');
    return;
  }
  const { threads } = await summaryOf(fixture('raw-waits.mjs'));
  const of = (name: string): RunSummary['threads'][number] => threads.find((thread) => thread.name === name)!;
  const most = (name: string): string => {
    const { states } = of(name);
    const lasting = ['running', 'waiting', 'awaiting', 'idle', 'unknown'] as const;
    return lasting.reduce((a, b) => (states[a] >= states[b] ? a : b));
  };
  assert.deepEqual(
    ['blocked', 'loops', 'computes'].map(most),
    ['waiting', 'idle', 'running'],
    JSON.stringify(threads, null, 1),
  );
  const { waits } = of('blocked');
  assert.ok((waits.blocked ?? 0) > 400, JSON.stringify(waits));
});
