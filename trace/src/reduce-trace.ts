/**
 * A smaller trace of the same run, for a report that would be too large: every slice and wait of 1 ms or more, all samples, and
 * what is shorter as counts, so that sums and numbers of events stay what they were.
 */
import { waitReasonOf } from './model/kind-state.ts';
import { readTrace } from './ipc-reader.ts';
import { encodeBatch, endMarker, schemaMessage } from './ipc-writer.ts';
import { BatchBuilder, type RowBatch } from './row-batch.ts';
import { RowKind } from './vocabulary.ts';

/** Shorter slices and waits are counted. */
export const LEAST_SLICE_MS = 1;

const LEAST_NS = LEAST_SLICE_MS * 1e6;
const BATCH_ROWS = 65_536;

/** Events of one thread about one object at one line that are counted together. */
interface Counted {
  readonly kind: RowKind;
  readonly thread: number;
  readonly object: number;
  readonly site: number;
  count: number;
  ns: number;
  lastNs: number;
}

/** Throws a `TraceFormatError` where the bytes are no trace. */
export function reduceTrace(bytes: Uint8Array): Uint8Array {
  const reducer = new Reducer();
  for (const batch of readTrace(bytes)) reducer.add(batch);
  return reducer.bytes();
}

class Reducer {
  readonly #parts: Uint8Array[] = [schemaMessage()];
  readonly #kept = new BatchBuilder(BATCH_ROWS);
  readonly #counted = new Map<string, Counted>();
  /** When the last message of a thread's line was kept. */
  readonly #messages = new Map<number, number>();

  add(batch: RowBatch): void {
    for (let row = 0; row < batch.count; row++) {
      if (this.#isKept(batch, row)) this.#keep(batch, row);
      else this.#count(batch, row);
    }
  }

  bytes(): Uint8Array {
    for (const { kind, thread, object, site, count, ns, lastNs } of this.#counted.values()) {
      this.#kept.push(lastNs, ns, thread, kind, object, count, site);
    }
    this.#flush();
    this.#parts.push(endMarker());
    const whole = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  #isKept(batch: RowBatch, row: number): boolean {
    const kind = batch.kind[row]!;
    const isLong = batch.duration[row]! >= LEAST_NS;
    switch (kind) {
      case RowKind.task:
      case RowKind.serialize:
      case RowKind.gc:
      case RowKind.waitTask:
      case RowKind.awaiting:
      case RowKind.hold:
        return isLong;
      case RowKind.put:
      case RowKind.get:
        return isLong || this.#isNextMessage(batch, row);
      case RowKind.result:
      case RowKind.acquire:
        return false;
      default:
        return isLong || waitReasonOf(kind) === undefined;
    }
  }

  /** One message per millisecond says how many lie in the queue: its number is in the row. */
  #isNextMessage(batch: RowBatch, row: number): boolean {
    const key = (batch.object[row]! * 65_536 + batch.thread[row]!) * 256 + batch.kind[row]!;
    const time = batch.time[row]!;
    if (time - (this.#messages.get(key) ?? -Infinity) < LEAST_NS) return false;
    this.#messages.set(key, time);
    return true;
  }

  #count(batch: RowBatch, row: number): void {
    const kind = batch.kind[row]!;
    switch (kind) {
      case RowKind.task:
        this.#addTo(RowKind.countedTask, batch, row, batch.value[row]);
        return;
      case RowKind.put:
        this.#addTo(RowKind.countedPut, batch, row);
        return;
      case RowKind.get:
        this.#addTo(RowKind.countedGet, batch, row);
        return;
      case RowKind.acquire:
        this.#addTo(RowKind.countedAcquire, batch, row);
        return;
      case RowKind.gc:
        this.#addTo(RowKind.countedGc, batch, row, batch.value[row]);
        return;
      case RowKind.waitLock:
        if (batch.value[row] === 1) this.#addTo(RowKind.countedAcquire, batch, row, undefined, 0);
        this.#addTo(RowKind.countedWait, batch, row);
        return;
      case RowKind.waitTask:
        this.#addTo(RowKind.countedWait, batch, row);
        return;
      default:
        if (waitReasonOf(kind) !== undefined && kind !== RowKind.waitJoin) this.#addTo(RowKind.countedWait, batch, row);
    }
  }

  #addTo(
    kind: RowKind,
    batch: RowBatch,
    row: number,
    object = batch.object[row]!,
    durationNs = batch.duration[row]!,
  ): void {
    const [thread, site] = [batch.thread[row]!, batch.site[row]!];
    const lastNs = batch.time[row]! + batch.duration[row]!;
    const key = `${kind} ${thread} ${object} ${site}`;
    const counted = this.#counted.get(key);
    if (counted === undefined) {
      this.#counted.set(key, { kind, thread, object, site, count: 1, ns: durationNs, lastNs });
      return;
    }
    counted.count++;
    counted.ns += durationNs;
    counted.lastNs = Math.max(counted.lastNs, lastNs);
  }

  #keep(batch: RowBatch, row: number): void {
    const { time, duration, thread, kind, object, value, site, texts } = batch;
    const text = kind[row] === RowKind.meta ? asReduced(texts.get(row)) : texts.get(row);
    if (text !== undefined) this.#kept.texts.set(this.#kept.count, text);
    this.#kept.push(time[row]!, duration[row]!, thread[row]!, kind[row]!, object[row]!, value[row]!, site[row]!);
    if (this.#kept.count >= BATCH_ROWS) this.#flush();
  }

  #flush(): void {
    if (this.#kept.count > 0) this.#parts.push(encodeBatch(this.#kept, this.#kept.count));
    this.#kept.clear();
  }
}

/** The metadata, with what is left out. As it is where it is no JSON: a model reads none of it then. */
function asReduced(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    const meta: unknown = JSON.parse(text);
    return JSON.stringify({ ...(typeof meta === 'object' ? meta : {}), reducedBelowMs: LEAST_SLICE_MS });
  } catch {
    // Not JSON: the metadata of a trace is not vouched for.
    return text;
  }
}
