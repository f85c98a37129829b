/**
 * Reads a trace file as the command and the panel do, and prints as JSON what it took (ms on the clock and on the CPU) and
 * the peak of resident memory. `floor`: reads the bytes, or passes once over all columns, and no more. `live`: what a snapshot
 * costs at the end of a run that is shown while it runs.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { summarize } from '../../trace/src/analysis/summarize.ts';
import { IpcReader } from '../../trace/src/ipc-reader.ts';
import { TraceModel } from '../../trace/src/model/trace-model.ts';

/** As in the extension's tail. */
const CHUNK_BYTES = 1 << 20;

/** Rows that come between two snapshots of a live run, at least. */
const SNAPSHOT_ROWS = 20_000;
const SNAPSHOTS = 20;

/** ms since the process's work began, on the clock and on the CPU. */
export interface StepTime {
  readonly ms: number;
  readonly cpuMs: number;
}

export interface FloorTimes {
  readonly bytes: StepTime;
  readonly columns: StepTime;
  readonly rows: number;
}

/** Each with all that goes before it. */
export interface AnalysisTimes {
  readonly model: StepTime;
  /** With the summary, and the critical path where it was asked for. */
  readonly judged: StepTime;
  /** A window of everything on 1600 px, with all lanes: the first one, and the next. */
  readonly firstWindowMs: number;
  readonly windowMs: number;
  readonly peakMb: number;
}

function readChunks(file: string, take: (chunk: Uint8Array) => void): void {
  const descriptor = openSync(file, 'r');
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    const length = readSync(descriptor, chunk, 0, chunk.length, null);
    if (length === 0) break;
    take(chunk.subarray(0, length));
  }
  closeSync(descriptor);
}

function stopwatch(): () => StepTime {
  const startMs = performance.now();
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return { ms: performance.now() - startMs, cpuMs: (user + system) / 1000 };
  };
}

function readBytes(file: string): StepTime {
  const time = stopwatch();
  let sum = 0;
  readChunks(file, (chunk) => (sum += chunk[0]!));
  if (sum === 0) throw new Error(`${file}: expected a trace, found zeros`);
  return time();
}

function passOverColumns(file: string): { time: StepTime; rows: number } {
  const time = stopwatch();
  const reader = new IpcReader();
  let rows = 0;
  let sum = 0;
  readChunks(file, (chunk) => {
    for (const { count, ...columns } of reader.push(chunk)) {
      rows += count;
      for (const name of ['time', 'duration', 'thread', 'kind', 'object', 'value', 'site'] as const) {
        const column = columns[name];
        for (let row = 0; row < count; row++) sum += column[row]!;
      }
    }
  });
  if (!(sum > 0)) throw new Error(`${file}: expected rows, found none`);
  return { time: time(), rows };
}

function windowMs(model: TraceModel): number {
  const laneIds = model.lanes().map(({ id }) => id);
  const start = performance.now();
  model.window({ startNs: 0, endNs: model.endNs, widthPx: 1600, laneIds });
  return performance.now() - start;
}

function floorOf(file: string): FloorTimes {
  const bytes = readBytes(file);
  const { time: columns, rows } = passOverColumns(file);
  return { bytes, columns, rows };
}

function analysisOf(file: string, withCriticalPath: boolean): AnalysisTimes {
  const time = stopwatch();
  const model = new TraceModel();
  readChunks(file, (chunk) => model.append(chunk));
  const read = time();
  summarize(model, { criticalPath: withCriticalPath });
  const judged = time();
  const peakMb = process.resourceUsage().maxRSS / 1000;
  return {
    model: read,
    judged,
    firstWindowMs: windowMs(model),
    windowMs: windowMs(model),
    peakMb,
  };
}

/** CPU time of a snapshot of a run that goes on, once a part of the trace has been read: the median of the last ones. */
function snapshotMs(file: string): number {
  const [reader, model] = [new IpcReader(), new TraceModel()];
  const taken: number[] = [];
  let rows = 0;
  readChunks(file, (chunk) => {
    for (const batch of reader.push(chunk)) {
      model.append(batch);
      rows += batch.count;
      if (rows < SNAPSHOT_ROWS) continue;
      rows = 0;
      const before = process.cpuUsage();
      summarize(model);
      const { user, system } = process.cpuUsage(before);
      taken.push((user + system) / 1000);
    }
  });
  const last = taken.slice(-SNAPSHOTS).sort((a, b) => a - b);
  return last[last.length >> 1] ?? NaN;
}

function resultOf(what: string | undefined, file: string): unknown {
  switch (what) {
    case 'floor':
      return floorOf(file);
    case 'live':
      return snapshotMs(file);
    default:
      return analysisOf(file, what === 'path');
  }
}

const [, , what, file] = process.argv;
if (file === undefined) throw new Error('expected: analyse-trace.ts floor|summary|path|live FILE');
console.log(JSON.stringify(resultOf(what, file)));
