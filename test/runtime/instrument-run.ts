/** Runs a fixture as part of a recorded run and reads what was recorded. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RunSetup } from '../../protocol/src/run.ts';
import { readTrace } from '../../trace/src/ipc-reader.ts';
import { TraceModel } from '../../trace/src/model/trace-model.ts';
import { BatchBuilder, type RowBatch } from '../../trace/src/row-batch.ts';
import { RowKind } from '../../trace/src/vocabulary.ts';
import { register, runNode, type FixtureOptions, type FixtureRun } from './run-fixture.ts';

export interface RecordedRow {
  readonly kind: number;
  readonly time: number;
  readonly duration: number;
  readonly thread: number;
  readonly object: number;
  readonly value: number;
  readonly site: number;
  readonly text: string;
}

export interface RecordedRun extends FixtureRun {
  /** By segment; the rows in the order in which they were written. */
  readonly segments: readonly (readonly RecordedRow[])[];
  /** The rows of all segments. */
  readonly rows: readonly RecordedRow[];
}

/** `fixture` is a path below test/runtime/fixtures/instrument. */
export async function runRecorded(
  fixture: string,
  options: FixtureOptions & { readonly setup?: Partial<RunSetup> } = {},
): Promise<RecordedRun> {
  const script = path.join(import.meta.dirname, 'fixtures/instrument', fixture);
  const runDir = mkdtempSync(path.join(os.tmpdir(), 'parascope-recorded-'));
  try {
    const env = { ...options.env, PARASCOPE_RUN: JSON.stringify({ protocol: 1, runDir, script, ...options.setup }) };
    const run = await runNode(['--require', register, script, ...(options.args ?? [])], { ...options, env });
    const segments = readdirSync(runDir)
      .filter((name) => name.endsWith('.parascope'))
      .map((name) => readTrace(readFileSync(path.join(runDir, name))).flatMap(rowsOf));
    return { ...run, segments, rows: segments.flat() };
  } finally {
    rmSync(runDir, { recursive: true, force: true });
  }
}

function rowsOf(batch: RowBatch): RecordedRow[] {
  return Array.from({ length: batch.count }, (_, row) => ({
    kind: batch.kind[row]!,
    time: batch.time[row]!,
    duration: batch.duration[row]!,
    thread: batch.thread[row]!,
    object: batch.object[row]!,
    value: batch.value[row]!,
    site: batch.site[row]!,
    text: batch.texts.get(row) ?? '',
  }));
}

export function ofKind(rows: readonly RecordedRow[], kind: RowKind): RecordedRow[] {
  return rows.filter((row) => row.kind === kind);
}

/** Index of the one thread with that name, or process, which has its pid behind it. */
export function threadNamed(rows: readonly RecordedRow[], name: string): number {
  const found = ofKind(rows, RowKind.thread).filter(
    ({ text }) => text === name || /^(.*) \(\d+\)$/.exec(text)?.[1] === name,
  );
  if (found.length !== 1) throw new Error(`expected one thread ${name}, found ${found.length}`);
  return found[0]!.thread;
}

/** The model of what was recorded. */
export function modelOf(rows: readonly RecordedRow[]): TraceModel {
  const batch = new BatchBuilder(rows.length);
  for (const row of rows) batch.add({ ...row, kind: row.kind as RowKind });
  const model = new TraceModel();
  model.append(batch);
  return model;
}

/** ns of CPU that the samples give a thread. */
export function cpuNs(rows: readonly RecordedRow[], thread: number): number {
  return ofKind(rows, RowKind.sample)
    .filter((row) => row.thread === thread)
    .reduce((sum, { duration }) => sum + duration, 0);
}
