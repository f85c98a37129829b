/**
 * What it costs to write, read, hold and judge a trace of a million and of ten million rows (64 workers under one lock and
 * in pairs at queues; see `large-trace/`), on this machine. No recording: rows come as the collector's do. Floors: for
 * writing, a file of the same bytes; for reading, the bytes read, and a pass over all columns that adds them up.
 *
 * `npm run bench -- trace-analysis`; sizes are taken from `PARASCOPE_BENCH_ROWS` (default 1000000,10000000).
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { encodeBatch, schemaMessage } from '../trace/src/ipc-writer.ts';
import type { RowBatch } from '../trace/src/row-batch.ts';
import { compare, saveResults, type Comparison } from './harness.ts';
import type { AnalysisTimes, FloorTimes } from './jobs/analyse-trace.ts';
import { largeBatches, largeTrace } from './large-trace/large-trace.ts';
import { job } from './run-job.ts';

const SIZES = (process.env['PARASCOPE_BENCH_ROWS'] ?? '1000000,10000000').split(',').map(Number);
const RUNS = 3;
const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-bench-'));

function writeTrace(file: string, parts: Iterable<Uint8Array>): void {
  const descriptor = openSync(file, 'w');
  for (const part of parts) writeSync(descriptor, part);
  closeSync(descriptor);
}

/** What a job that reads the trace prints. */
function analyse(what: 'floor', file: string): FloorTimes;
function analyse(what: 'summary' | 'path', file: string): AnalysisTimes;
function analyse(what: 'live', file: string): number;
function analyse(what: string, file: string): FloorTimes | AnalysisTimes | number {
  const { stdout, stderr, status } = spawnSync(process.execPath, [job('analyse-trace.ts'), what, file], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`analyse-trace.ts ${what}: exit code ${status}\n${stderr}`);
  return JSON.parse(stdout) as FloorTimes | AnalysisTimes | number;
}

/** A tenth of the rows: what is compared does not depend on how many, and all copies of it are in memory. */
async function compareWriting(rows: number): Promise<Comparison> {
  const batches: RowBatch[] = [];
  for (const batch of largeBatches({ rows: rows / 10 })) batches.push(copyOf(batch));
  const encoded = [schemaMessage(), ...batches.map((batch) => encodeBatch(batch, batch.count))];
  const file = path.join(folder, 'written.parascope');
  const timeOf = (write: () => void): number => {
    const start = performance.now();
    write();
    return ((performance.now() - start) * 1e6) / (rows / 10);
  };
  return compare(
    { title: `write a trace, ${rows} rows`, unit: 'ns per row', base: 'floor: write bytes that are there', runs: 5 },
    {
      'floor: write bytes that are there': () => timeOf(() => writeTrace(file, encoded)),
      'encode and write': () => timeOf(() => writeTrace(file, encodedBatches(batches))),
    },
  );
}

function* encodedBatches(batches: readonly RowBatch[]): Generator<Uint8Array> {
  yield schemaMessage();
  for (const batch of batches) yield encodeBatch(batch, batch.count);
}

function copyOf({ time, duration, thread, kind, object, value, site, texts, count }: RowBatch): RowBatch {
  return {
    time: time.slice(0, count),
    duration: duration.slice(0, count),
    thread: thread.slice(0, count),
    kind: kind.slice(0, count),
    object: object.slice(0, count),
    value: value.slice(0, count),
    site: site.slice(0, count),
    texts: new Map(texts),
    count,
  };
}

/** The figures of one run of the jobs, taken one after the other. */
interface Reading {
  readonly floor: FloorTimes;
  readonly summary: AnalysisTimes;
  readonly path: AnalysisTimes;
}

function readingsOf(file: string): Reading[] {
  return Array.from({ length: RUNS }, () => ({
    floor: analyse('floor', file),
    summary: analyse('summary', file),
    path: analyse('path', file),
  }));
}

async function compareReading(rows: number, file: string): Promise<Comparison[]> {
  const readings = readingsOf(file);
  const each = (of: (reading: Reading) => number): (() => number) => {
    let run = 0;
    return () => of(readings[run++]!);
  };
  const base = 'floor: add up all columns';
  const steps = (unit: 'ms' | 'cpuMs'): Record<string, () => number> => ({
    'floor: read the bytes': each(({ floor }) => floor.bytes[unit]),
    [base]: each(({ floor }) => floor.columns[unit]),
    model: each(({ path: { model } }) => model[unit]),
    'model and summary with findings': each(({ summary }) => summary.judged[unit]),
    'model, summary and critical path': each(({ path: { judged } }) => judged[unit]),
  });
  const title = `read and analyse ${rows} rows`;
  const runs = { runs: RUNS, warmups: 0 };
  return [
    await compare({ title, unit: 'ms', base, ...runs }, steps('ms')),
    await compare({ title: `${title}, CPU time`, unit: 'ms', base, ...runs }, steps('cpuMs')),
    await compare(
      { title: `${title}, peak of memory`, unit: 'MB', base: 'the file', ...runs },
      { 'the file': () => statSync(file).size / 1e6, 'the process': each(({ path: { peakMb } }) => peakMb) },
    ),
    await compare(
      { title: `a window of everything, ${rows} rows`, unit: 'ms', base: 'the first one', ...runs },
      {
        'the first one': each(({ path: { firstWindowMs } }) => firstWindowMs),
        'the next': each(({ path: { windowMs: next } }) => next),
      },
    ),
  ];
}

const comparisons: Comparison[] = [];
try {
  for (const rows of SIZES) {
    const file = path.join(folder, `${rows}.parascope`);
    writeTrace(file, largeTrace({ rows }));
    const { rows: written } = analyse('floor', file);
    console.log(`\n${written} rows, ${(statSync(file).size / written).toFixed(2)} bytes per row; aim: 36`);
    console.log(`a snapshot of it live, after 20,000 rows more: ${analyse('live', file).toFixed(1)} ms of CPU time`);
    comparisons.push(await compareWriting(rows), ...(await compareReading(rows, file)));
    rmSync(file);
  }
  saveResults('trace-analysis', comparisons);
} finally {
  rmSync(folder, { recursive: true });
}
