/** A trace as a run of four workers behind one lock writes it, in parts that can arrive one after the other. */
import { encodeBatch, endMarker, schemaMessage } from '../../trace/src/ipc-writer.ts';
import { BatchBuilder, type Row } from '../../trace/src/row-batch.ts';
import type { RunMeta } from '../../trace/src/vocabulary.ts';
import { ExitReason, ObjectType, RowKind, ThreadRole } from '../../trace/src/vocabulary.ts';

const MS = 1e6;
export const WORKERS = 4;
const CORES = Array.from({ length: WORKERS }, (_, core) => core);
/** Each worker computes for 100 ms, then has one task per 400 ms from here on, whose second half waits for the lock. */
export const FIRST_TASK_MS = 100;
export const TASK_MS = 400;
export const TASKS = 4;
export const END_MS = FIRST_TASK_MS + TASKS * TASK_MS + 100;

export interface TraceOptions {
  /** Name of the function that is called, and of the lock. Default: estimatePi, Lock-1. */
  readonly taskName?: string;
  readonly lockName?: string;
  /** Rows that were lost. Default: 0. */
  readonly dropped?: number;
  /** Default: true. */
  readonly coresMeasured?: boolean;
}

function bytesOf(rows: readonly Row[]): Uint8Array {
  const batch = new BatchBuilder(rows.length);
  for (const row of rows) batch.add(row);
  return encodeBatch(batch, batch.count);
}

function opening(options: TraceOptions): Row[] {
  const meta: RunMeta = {
    version: 1,
    script: '/home/me/pi.ts',
    argv: [],
    node: 'v24.0.0',
    platform: 'linux',
    pid: 1,
    coresAvailable: WORKERS,
    cores: CORES,
    coresMeasured: options.coresMeasured ?? true,
    startedAtMs: 0,
  };
  const rows: Row[] = [
    { kind: RowKind.meta, text: JSON.stringify(meta) },
    { kind: RowKind.thread, thread: 0, value: ThreadRole.main, text: 'main' },
    { kind: RowKind.site, object: 1, text: `${options.taskName ?? 'estimatePi'}\t/home/me/pi.ts:8:1` },
    { kind: RowKind.site, object: 2, text: '\t/home/me/pi.ts:14:5' },
    { kind: RowKind.site, object: 3, text: '\t/home/me/pi.ts:31:9' },
    { kind: RowKind.object, object: 1, value: ObjectType.lock, site: 2, text: options.lockName ?? 'Lock-1' },
    { kind: RowKind.object, object: 2, value: ObjectType.pool, site: 3, text: 'Pool-1' },
    { kind: RowKind.thread, thread: 9, time: 5 * MS, value: ThreadRole.instrument, object: 1, text: 'supervisor' },
  ];
  for (let worker = 1; worker <= WORKERS; worker++)
    rows.push(
      {
        kind: RowKind.thread,
        thread: worker,
        time: 40 * MS,
        object: 1,
        value: ThreadRole.worker,
        site: 3,
        text: `Process-${worker}`,
      },
      { kind: RowKind.boot, thread: worker, time: 40 * MS, duration: 30 * MS },
      { kind: RowKind.load, thread: worker, time: 70 * MS, duration: 30 * MS },
    );
  rows.push({ kind: RowKind.open, thread: 0, time: FIRST_TASK_MS * MS, value: RowKind.waitResult, object: 2, site: 3 });
  return rows;
}

/** What is sampled every 20 ms of a round: in its first half the threads compute, each on a core of its own. */
function samples(fromMs: number, toMs: number, coresMeasured: boolean): Row[] {
  const rows: Row[] = [];
  const periodMs = 20;
  for (let ms = fromMs + periodMs; ms <= toMs; ms += periodMs) {
    const site = periodMs * 1000;
    const duration = ms <= fromMs + TASK_MS / 2 ? periodMs * MS : 0;
    for (let worker = 1; worker <= WORKERS; worker++) {
      const object = coresMeasured ? worker : 0;
      rows.push({ kind: RowKind.sample, thread: worker, time: ms * MS, duration, object, site });
    }
    if (coresMeasured)
      for (const core of CORES) {
        const busyNs = Math.max(duration, 2 * MS);
        rows.push({ kind: RowKind.coreSample, object: core + 1, time: ms * MS, duration: busyNs, site });
      }
  }
  return rows;
}

function tasksOfRound(round: number): Row[] {
  const startMs = FIRST_TASK_MS + round * TASK_MS;
  const rows: Row[] = [];
  for (let worker = 1; worker <= WORKERS; worker++) {
    const task = round * WORKERS + worker;
    const wait = { time: (startMs + TASK_MS / 2) * MS, duration: (TASK_MS / 2 - 10) * MS };
    rows.push(
      { kind: RowKind.submit, thread: 0, time: FIRST_TASK_MS * MS, object: task, value: 1, site: 3 },
      { kind: RowKind.waitLock, thread: worker, ...wait, object: 1, site: 2 },
      {
        kind: RowKind.task,
        thread: worker,
        time: startMs * MS,
        duration: (TASK_MS - 5) * MS,
        object: task,
        value: 2,
        site: 1,
        text: `${task * 1000}`,
      },
    );
  }
  return rows;
}

function closing(dropped: number): Row[] {
  const tasksEndMs = FIRST_TASK_MS + TASKS * TASK_MS;
  const rows: Row[] = [
    {
      kind: RowKind.waitResult,
      thread: 0,
      time: FIRST_TASK_MS * MS,
      duration: (tasksEndMs - FIRST_TASK_MS) * MS,
      object: 2,
      site: 3,
    },
  ];
  for (let worker = 1; worker <= WORKERS; worker++)
    rows.push({ kind: RowKind.exit, thread: worker, time: (tasksEndMs + 20) * MS, object: ExitReason.finished });
  if (dropped > 0) rows.push({ kind: RowKind.dropped, thread: 1, time: tasksEndMs * MS, value: dropped });
  rows.push({ kind: RowKind.end, time: END_MS * MS, duration: END_MS * MS, value: 0 });
  return rows;
}

/** The opening, one part per round of tasks, and the closing. */
export function piTraceParts(options: TraceOptions = {}): Uint8Array[] {
  const measured = options.coresMeasured ?? true;
  const rounds = Array.from({ length: TASKS }, (_, round) => {
    const fromMs = FIRST_TASK_MS + round * TASK_MS;
    return bytesOf([...tasksOfRound(round), ...samples(fromMs, fromMs + TASK_MS, measured)]);
  });
  return [
    new Uint8Array(Buffer.concat([schemaMessage(), bytesOf(opening(options))])),
    ...rounds,
    new Uint8Array(Buffer.concat([bytesOf(closing(options.dropped ?? 0)), endMarker()])),
  ];
}

export function piTrace(options: TraceOptions = {}): Uint8Array {
  return new Uint8Array(Buffer.concat(piTraceParts(options)));
}
