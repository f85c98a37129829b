/** Traces of any size: a program of many threads (see `program.ts`), written as the collector writes. */
import { encodeBatch, endMarker, schemaMessage } from '../../trace/src/ipc-writer.ts';
import { BatchBuilder } from '../../trace/src/row-batch.ts';
import { ObjectType, RowKind, ThreadRole, type RunMeta } from '../../trace/src/vocabulary.ts';
import { Id, Program } from './program.ts';

export interface LargeTraceOptions {
  /** How many rows, at least; the last batch may bring more. */
  readonly rows: number;
  /** Workers; default 64. */
  readonly workers?: number;
  /** Default 1: the same trace each time. */
  readonly seed?: number;
}

/** The collector drains this often. */
const DRAIN_NS = 50e6;
const SPAWN_NS = 1e6;
const BOOT_NS = 15e6;

/** The columns of a trace, batch by batch. A batch is used again for the next one. */
export function* largeBatches({ rows, workers = 64, seed = 1 }: LargeTraceOptions): Generator<BatchBuilder> {
  const buffers = Array.from({ length: workers + 1 }, () => new BatchBuilder(4096));
  const program = new Program(buffers, (worker) => worker * SPAWN_NS + BOOT_NS, seed);
  const batch = new BatchBuilder(65_536);
  introduce(batch, workers);
  let written = batch.count + 2 * workers + 1;
  for (let untilNs = DRAIN_NS; written < rows; untilNs += DRAIN_NS) {
    const before = program.rowCount;
    program.playUntil(untilNs);
    written += program.rowCount - before;
    for (const buffer of buffers) drain(buffer, batch);
    if (written >= rows) finish(batch, untilNs, workers);
    yield batch;
    batch.clear();
  }
}

/** The trace as the bytes of a segment, message by message. */
export function* largeTrace(options: LargeTraceOptions): Generator<Uint8Array> {
  yield schemaMessage();
  for (const batch of largeBatches(options)) yield encodeBatch(batch, batch.count);
  yield endMarker();
}

function drain(from: BatchBuilder, to: BatchBuilder): void {
  const { time, duration, thread, kind, object, value, site, count } = from;
  for (let row = 0; row < count; row++) {
    to.push(time[row]!, duration[row]!, thread[row]!, kind[row]!, object[row]!, value[row]!, site[row]!);
  }
  from.clear();
}

function introduce(batch: BatchBuilder, workers: number): void {
  const meta: RunMeta = {
    version: 1,
    script: '/home/me/app/large.ts',
    argv: [],
    node: 'v24.21.0',
    platform: 'linux',
    pid: 1,
    coresAvailable: 64,
    cores: Array.from({ length: 64 }, (_, core) => core),
    coresMeasured: true,
    startedAtMs: 0,
  };
  batch.add({ kind: RowKind.meta, text: JSON.stringify(meta) });
  batch.add({ kind: RowKind.thread, value: ThreadRole.main, text: 'main' });
  const sites = { task: 'step', submit: '', put: 'step', get: 'step', acquire: 'step' };
  for (const [at, [name, label]] of Object.entries(sites).entries()) {
    const object = Id[name as keyof typeof sites];
    batch.add({ kind: RowKind.site, object, text: `${label}\t/home/me/app/large.ts:${10 + at}:3` });
  }
  batch.add({ kind: RowKind.object, object: Id.pool, value: ObjectType.pool, site: Id.submit, text: 'Pool-1' });
  batch.add({ kind: RowKind.object, object: Id.lock, value: ObjectType.lock, site: Id.acquire, text: 'Lock-1' });
  for (let queue = 0; queue < workers / 2; queue++) {
    const text = `Queue-${queue + 1}`;
    batch.add({ kind: RowKind.object, object: Id.firstQueue + queue, value: ObjectType.queue, site: Id.put, text });
  }
  for (let thread = 1; thread <= workers; thread++) {
    const time = thread * SPAWN_NS;
    const text = `PoolWorker-${thread}`;
    batch.add({ kind: RowKind.spawn, time: time - SPAWN_NS, duration: SPAWN_NS, object: thread, site: Id.submit });
    batch.add({ kind: RowKind.thread, thread, time, object: 1, value: ThreadRole.worker, site: Id.submit, text });
    batch.add({ kind: RowKind.boot, thread, time, duration: BOOT_NS });
  }
}

function finish(batch: BatchBuilder, timeNs: number, workers: number): void {
  for (let thread = 1; thread <= workers; thread++) batch.add({ kind: RowKind.exit, thread, time: timeNs });
  batch.add({ kind: RowKind.waitResult, time: 70e6, duration: timeNs - 70e6, object: Id.pool, site: Id.submit });
  batch.add({ kind: RowKind.end, time: timeNs, duration: timeNs });
}
