/** Writes traces for tests: rows by name, times in ms. */
import { encodeBatch, schemaMessage } from '../../../trace/src/ipc-writer.ts';
import { TraceModel } from '../../../trace/src/model/trace-model.ts';
import { BatchBuilder, type Row } from '../../../trace/src/row-batch.ts';
import {
  ExitReason,
  ObjectType,
  RowKind,
  SleepPlace,
  ThreadRole,
  sampleObject,
  type RunMeta,
} from '../../../trace/src/vocabulary.ts';

export const MS = 1e6;
export const SCRIPT = '/home/me/app/main.ts';

/** What a slice or instant is about, where it matters. */
export interface About {
  readonly object?: number;
  readonly value?: number;
  readonly site?: number;
}

export interface SampleOptions {
  readonly periodMs?: number;
  readonly core?: number;
  readonly queueShare?: number;
  readonly place?: SleepPlace;
}

export class TraceWriter {
  readonly batch: BatchBuilder = new BatchBuilder(64);
  #nextId = 1;

  constructor(meta: Partial<RunMeta> = {}) {
    const whole: RunMeta = {
      version: 1,
      script: SCRIPT,
      argv: [],
      node: 'v24.21.0',
      platform: 'linux',
      pid: 1,
      coresAvailable: 2,
      cores: [0, 1],
      coresMeasured: true,
      startedAtMs: 0,
      ...meta,
    };
    this.row({ kind: RowKind.meta, text: JSON.stringify(whole) });
    this.thread(0, 'main', 0, ThreadRole.main);
  }

  row(row: Row): this {
    this.batch.add(row);
    return this;
  }

  thread(index: number, name: string, timeMs: number, role: number = ThreadRole.worker, site = 0, parent = 0): this {
    const object = role === ThreadRole.main ? 0 : parent + 1;
    return this.row({ kind: RowKind.thread, thread: index, time: timeMs * MS, object, value: role, site, text: name });
  }

  site(label: string, place: string): number {
    const object = this.#nextId++;
    this.row({ kind: RowKind.site, object, text: `${label}\t/home/me/app/${place}` });
    return object;
  }

  object(type: keyof typeof ObjectType, name: string, site = 0): number {
    const object = this.#nextId++;
    this.row({ kind: RowKind.object, object, value: ObjectType[type], site, text: name });
    return object;
  }

  slice(thread: number, kind: RowKind, fromMs: number, toMs: number, about: About = {}): this {
    return this.row({ kind, thread, time: fromMs * MS, duration: (toMs - fromMs) * MS, ...about });
  }

  instant(thread: number, kind: RowKind, timeMs: number, about: About = {}): this {
    return this.row({ kind, thread, time: timeMs * MS, ...about });
  }

  open(thread: number, kind: RowKind, timeMs: number, about: About = {}): this {
    return this.instant(thread, RowKind.open, timeMs, { ...about, value: kind });
  }

  /**
   * CPU time in periods of `periodMs`, the share of each period by its end in ms; `core` as the system counts; `place`
   * where the thread was at the end of each period.
   */
  samples(
    thread: number,
    fromMs: number,
    toMs: number,
    cpuShare: (timeMs: number) => number,
    { periodMs = 5, core = 0, queueShare = 0, place = SleepPlace.unknown }: SampleOptions = {},
  ): this {
    for (let time = fromMs; time < toMs - 1e-9; time += periodMs) {
      const end = Math.min(toMs, time + periodMs);
      this.row({
        kind: RowKind.sample,
        thread,
        time: end * MS,
        duration: cpuShare(end) * (end - time) * MS,
        value: queueShare * (end - time) * MS,
        object: sampleObject(core, place),
        site: Math.round((end - time) * 1000),
      });
    }
    return this;
  }

  exit(thread: number, timeMs: number, code = 0, reason: ExitReason = ExitReason.finished): this {
    return this.row({ kind: RowKind.exit, thread, time: timeMs * MS, value: code, object: reason });
  }

  end(timeMs: number, exitCode = 0): this {
    return this.row({ kind: RowKind.end, time: timeMs * MS, duration: timeMs * MS, value: exitCode });
  }

  bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat([schemaMessage(), encodeBatch(this.batch, this.batch.count)]));
  }

  model(): TraceModel {
    const model = new TraceModel();
    model.append(this.bytes());
    return model;
  }
}
