import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { THREAD_STATES } from '../../trace/src/query.ts';
import { textGantt } from '../../trace/src/text-gantt.ts';
import { paintedStates } from '../unit/trace/painted-states.ts';
import { runSample, type SampleRun } from './run-sample.ts';

/** Holds what the workers' lanes show against the figures of the run. */
function assertSameTruth({ model, summary }: SampleRun): void {
  const lanes = model.lanes().filter(({ role }) => role === 'worker');
  assert.equal(lanes.length, 4);
  for (const { id, name, startNs, endNs } of lanes) {
    const { states, lifetimeMs } = summary.threads.find((thread) => thread.name === name)!;
    const painted = paintedStates(model, id, { startNs, endNs: endNs ?? model.endNs, pointNs: 10_000 });
    for (const state of THREAD_STATES) {
      const differenceMs = Math.abs(painted[state] / 1e6 - states[state]);
      const about = `${name} is ${state} for ${states[state]} ms, painted are ${painted[state] / 1e6}`;
      // What was only counted (waits below 10 us and the like) has no place in the picture.
      if (state !== 'unknown') assert.ok(differenceMs <= lifetimeMs * 0.01 + 1, about);
    }
  }
}

/** The rows of the workers in the text chart. */
function workerRows({ model }: SampleRun): string {
  return textGantt(model, { width: 120 })
    .split('\n')
    .filter((line) => line.startsWith('PoolWorker'))
    .join('\n');
}

describe('the picture says what the figures say', { concurrency: 1 }, () => {
  test('io-bound: the workers await', async () => {
    const run = await runSample('io-bound');
    assertSameTruth(run);
    // Linux alone tells asleep from running at this grain.
    if (process.platform !== 'linux') return;
    const rows = workerRows(run);
    const count = (glyph: string): number => rows.split(glyph).length - 1;
    assert.ok(count('≈') > count('█') && count('≈') > count('░'), rows);
  });

  test('one-core: the workers wait for a core', async () => {
    const run = await runSample('one-core', ['60000']);
    assertSameTruth(run);
    if (!run.stdout[0]!.startsWith('pinned')) return; // A system without taskset: the sample has said so.
    assert.ok(workerRows(run).includes('▚'), workerRows(run));
  });
});
