import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { RunSummary } from '../../trace/src/summary.ts';
import { fixture, parascope, summaryIn } from './run-command.ts';

const samples = path.resolve(import.meta.dirname, '../../samples');

async function summaryOf(script: string): Promise<RunSummary> {
  const { stdout } = await parascope(['run', '--json', script]);
  return summaryIn(stdout);
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The threads' CPU time by sampling, and the process's by the system's own accounting. */
function assertCpuTimeAgrees(threads: RunSummary['threads'], processMs: number): void {
  const workers = threads.filter(({ role }) => role === 'worker');
  // A worker that is ended while it boots has never told which thread it is: its CPU time is the process's alone, and a
  // new thread may be such a worker, so that Node's own threads are not told apart either.
  if (workers.some(({ cpuMs }) => cpuMs === 0)) return;
  const sampledMs = sumOf(threads.filter(({ role }) => role !== 'instrument').map(({ cpuMs }) => cpuMs));
  // Taking a thread down is in the system's figure and in no life; so is what Node does before and after the script.
  const outsideMs = 15 + 5 * workers.length;
  assert.ok(Math.abs(sampledMs - processMs) <= processMs * 0.02 + outsideMs, `${sampledMs}, process ${processMs} ms`);
}

describe('the states of every thread', { concurrency: 1 }, () => {
  for (const name of [...readdirSync(samples).filter((file) => file.endsWith('.ts')), 'tiny-tasks']) {
    test(`add up to its lifetime and are explained: ${name}`, async () => {
      const script = name.endsWith('.ts') ? path.join(samples, name) : fixture('tiny-tasks.ts');
      const { threads, cpuMs } = await summaryOf(script);
      for (const { name: thread, states, lifetimeMs } of threads) {
        const sumMs = sumOf(Object.values(states));
        assert.ok(Math.abs(sumMs - lifetimeMs) <= lifetimeMs * 0.01, `${thread}: ${sumMs} of ${lifetimeMs} ms`);
      }
      if (process.platform !== 'linux') return;
      // Of another program Node's own threads have no lane, and a thread that owns sockets passes for one of Node's.
      if (threads.some(({ role }) => role === 'process')) return;
      assertCpuTimeAgrees(threads, cpuMs);
      // Where others keep the machine busy, the collector looks rarely, and a thread may sleep a moment between two looks.
      const unknownMs = sumOf(threads.map(({ states }) => states.unknown));
      const lifeMs = sumOf(threads.map(({ lifetimeMs }) => lifetimeMs));
      const queuedMs = sumOf(threads.map(({ runQueueMs }) => runQueueMs));
      const mostMs = lifeMs * 0.01 + queuedMs * 0.05;
      assert.ok(unknownMs <= mostMs, `${unknownMs} of ${lifeMs} ms: ${JSON.stringify(threads)}`);
    });
  }
});

test('four workers on one core: what they do not run they wait for it', async (t) => {
  const json = await parascope(['run', '--json', path.join(samples, 'one-core.ts'), '100000']);
  const lines = json.stdout.trimEnd().split('\n');
  if (!lines[0]!.startsWith('pinned')) {
    t.diagnostic('no taskset here: nothing to be seen');
    return;
  }
  const { threads } = JSON.parse(lines.at(-1)!) as RunSummary;
  const workers = threads.filter(({ role }) => role === 'worker');
  assert.equal(workers.length, 4);
  const total = (state: 'running' | 'runQueue'): number => sumOf(workers.map(({ states }) => states[state]));
  assert.ok(total('runQueue') > total('running'), JSON.stringify(workers));
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
