import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TraceModel } from '../../trace/src/model/trace-model.ts';
import type { RunSummary } from '../../trace/src/summary.ts';
import { parascope } from './run-command.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** What a run of a script through the real command gave. */
export interface SampleRun {
  readonly exitCode: number | null;
  readonly stdout: readonly string[];
  readonly stderr: string;
  readonly summary: RunSummary;
  readonly model: TraceModel;
}

/** Runs `samples/<name>.ts` with the instrument on and these further `options` of the command; the caller's checks see its output, its summary and its trace. */
export async function runSample(
  name: string,
  args: readonly string[] = [],
  options: readonly string[] = [],
): Promise<SampleRun> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'parascope-e2e-'));
  try {
    const trace = path.join(dir, 'run.parascope');
    const summaryFile = path.join(dir, 'summary.json');
    const script = path.join(root, 'samples', `${name}.ts`);
    const output = await parascope(['run', ...options, `--json=${summaryFile}`, '--trace', trace, script, ...args]);
    const model = new TraceModel();
    model.append(readFileSync(trace));
    const summary = JSON.parse(readFileSync(summaryFile, 'utf8')) as RunSummary;
    assert.equal(summary.version, 1);
    return { ...output, stdout: output.stdout.split('\n').slice(0, -1), summary, model };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** Names of the threads with that role, in the order in which they were started. */
export function threadNames(run: SampleRun, role: 'main' | 'worker'): string[] {
  return run.summary.threads.filter((thread) => thread.role === role).map((thread) => thread.name);
}

/** Distinct titles of the slices on the workers' lanes: what a person reads there. */
export function sliceNames(run: SampleRun): Set<string> {
  const lanes = run.model.lanes();
  const endNs = Math.max(...lanes.map((lane) => lane.endNs ?? lane.startNs));
  const answer = run.model.window({
    startNs: 0,
    endNs: endNs + 1,
    widthPx: 100_000,
    laneIds: lanes.filter((lane) => lane.role === 'worker').map((lane) => lane.id),
  });
  return new Set(
    answer.lanes.flatMap((lane) => Array.from(lane.name.subarray(0, lane.count), (id) => answer.names[id] ?? '')),
  );
}
