/** Reads a trace's files as they grow: each call gives what has been written since the last one. */
import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';
import { RUN_FILES } from '../../protocol/src/run.ts';
import { IpcReader, wholeMessages } from '../../trace/src/ipc-reader.ts';
import type { RowBatch } from '../../trace/src/row-batch.ts';
import { writerOf } from './segment-writer.ts';
import type { TraceSource } from './trace-link.ts';

const CHUNK_BYTES = 1 << 20;

/** One file of a trace: a segment of a run, or a saved trace. */
class TraceFile {
  readonly #reader = new IpcReader();
  readonly #descriptor: number;
  #offset = 0;

  constructor(file: string) {
    this.#descriptor = openSync(file, 'r');
  }

  /** Reads one chunk; gives whether there was anything. */
  readChunk(chunk: Uint8Array, onBatch: (batch: RowBatch) => void): boolean {
    const length = readSync(this.#descriptor, chunk, 0, chunk.length, this.#offset);
    this.#offset += length;
    if (length > 0) for (const batch of this.#reader.push(chunk.subarray(0, length))) onBatch(batch);
    return length > 0;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/**
 * The segments of a trace as one file, each as far as it is written: what was cut off would have the next one in its middle.
 */
export function joinSegments(segments: readonly Uint8Array[]): Uint8Array {
  return segments.length === 1 ? segments[0]! : Buffer.concat(segments.map(wholeMessages));
}

export class TraceTail {
  readonly #source: TraceSource;
  readonly #files = new Map<string, TraceFile>();
  readonly #chunk = new Uint8Array(CHUNK_BYTES);

  constructor(source: TraceSource) {
    this.#source = source;
  }

  /**
   * Reads at most one chunk of each file; gives whether there was anything. A batch holds until the callback returns.
   * Throws a `TraceFormatError` when a file is no trace, and what the system says when it cannot be read.
   */
  read(onBatch: (batch: RowBatch) => void): boolean {
    let hasRead = false;
    for (const name of traceFiles(this.#source)) {
      let file = this.#files.get(name);
      if (!file) this.#files.set(name, (file = new TraceFile(name)));
      if (file.readChunk(this.#chunk, onBatch)) hasRead = true;
    }
    return hasRead;
  }

  /** Whether a process that writes segments is alive. */
  hasWriter(): boolean {
    return traceFiles(this.#source).some((name) => writerOf(name) !== undefined);
  }

  close(): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }
}

/** Its files as of now: a saved trace, or the segments of a run's processes. */
export function traceFiles(source: TraceSource): string[] {
  if (source.type === 'file') return [source.file];
  const { folder } = source;
  // The folder goes when its run is pruned.
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(RUN_FILES.segmentSuffix))
    .map((name) => path.join(folder, name));
}
