/** The samples with processes of their own: `parascope run --start-method process` gives what threads give. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runSample, type SampleRun } from './run-sample.ts';

/** What a sample prints whose lines are the same each time, if not in the same order. */
const SAME: readonly (readonly [name: string, processes: number])[] = [
  ['script-structure', 1],
  // Its pool is terminated: a process that a signal ends may not have written anything yet.
  ['add-and-product', 0],
  ['numbers-and-letters', 2],
  ['process-arguments', 3],
  ['pipe-producers', 2],
  ['queue-object', 1],
  ['shared-array', 1],
  ['parameter-sweep', 2],
];

/** Their processes are ended by a signal, and what they did last may not have been written. */
const SIGNALLED: ReadonlySet<string> = new Set(['add-and-product']);

/** What others print, with what differs from run to run as a pattern. */
const LIKE: readonly (readonly [name: string, args: readonly string[], pattern: RegExp])[] = [
  ['random-numbers', [], /^(process \d drew \d+\n?){4}$/],
  ['random-numbers-queue', [], /^\[ \d+, \d+, \d+, \d+ \]$/],
  ['pi-shared-value', ['2000'], /^pi is about [23]\.\d{4}$/],
];

function runByProcess(name: string, args: readonly string[] = []): Promise<SampleRun> {
  return runSample(name, args, ['--start-method', 'process']);
}

describe('samples run by processes of their own', { concurrency: 1 }, () => {
  for (const [name, processes] of SAME)
    test(name, async () => {
      const [run, threads] = [await runByProcess(name), await runSample(name)];
      assert.equal(run.exitCode, 0, run.stderr);
      assert.deepEqual(run.stdout.toSorted(), threads.stdout.toSorted());
      if (!SIGNALLED.has(name)) assert.deepEqual(run.summary.counts, threads.summary.counts);
      const lanes = run.summary.threads.filter((thread) => thread.role === 'process');
      assert.ok(lanes.length >= processes, `${lanes.length} lanes of processes`);
      for (const lane of lanes) assert.match(lane.name, / \(\d+\)$/);
    });
  for (const [name, args, pattern] of LIKE)
    test(name, async () => {
      const run = await runByProcess(name, args);
      assert.equal(run.exitCode, 0, run.stderr);
      assert.match(run.stdout.join('\n'), pattern);
    });
});
