/** The file that one process of a run appends its rows to. */
import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { encodeBatch, endMarker, schemaMessage } from '../../../trace/src/ipc-writer.ts';
import type { BatchBuilder } from '../../../trace/src/row-batch.ts';

/** Rows of one batch at most: bounds the memory of a reader. */
const MAX_ROWS = 65_536;

export class Segment {
  #fd = -1;
  #failed: Error | undefined;

  /** Creates the file, or goes on with it. */
  constructor(path: string) {
    this.#attempt(() => {
      this.#fd = openSync(path, 'a');
      if (fstatSync(this.#fd).size === 0) this.#write(schemaMessage());
    });
  }

  /** Why nothing is written any more, once that has happened. */
  get failed(): Error | undefined {
    return this.#failed;
  }

  /** Appends the rows as whole batches and empties the builder. A failure (disk full) ends writing; it is kept. */
  append(rows: BatchBuilder): void {
    if (rows.count === 0) return;
    if (rows.count <= MAX_ROWS) this.#write(encodeBatch(rows, rows.count));
    else this.#appendInParts(rows);
    rows.clear();
  }

  /** Ends the stream and closes the file. */
  close(): void {
    this.#write(endMarker());
    if (this.#fd >= 0) closeSync(this.#fd);
  }

  #appendInParts(rows: BatchBuilder): void {
    for (let start = 0; start < rows.count; start += MAX_ROWS) {
      const end = Math.min(start + MAX_ROWS, rows.count);
      const texts = new Map<number, string>();
      for (const [row, text] of rows.texts) if (row >= start && row < end) texts.set(row - start, text);
      const part = {
        time: rows.time.subarray(start, end),
        duration: rows.duration.subarray(start, end),
        thread: rows.thread.subarray(start, end),
        kind: rows.kind.subarray(start, end),
        object: rows.object.subarray(start, end),
        value: rows.value.subarray(start, end),
        site: rows.site.subarray(start, end),
        texts,
      };
      this.#write(encodeBatch(part, end - start));
    }
  }

  #write(bytes: Uint8Array): void {
    this.#attempt(() => {
      for (let written = 0; written < bytes.length;) written += writeSync(this.#fd, bytes, written);
    });
  }

  #attempt(step: () => void): void {
    if (this.#failed) return;
    try {
      step();
    } catch (error) {
      this.#failed = error instanceof Error ? error : new Error(String(error));
    }
  }
}
