/** A recorded run in memory: the segments of a run folder, or a saved trace. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { RUN_FILES } from '../../protocol/src/run.ts';
import { IpcReader } from '../../trace/src/ipc-reader.ts';
import { TraceModel } from '../../trace/src/model/trace-model.ts';
import { TraceFormatError } from '../../trace/src/trace-format-error.ts';
import { UsageError } from './options.ts';

export interface ReadRun {
  readonly model: TraceModel;
  /** The whole batches of all segments, one stream after the other: what is saved as one file. */
  readonly bytes: Uint8Array;
}

/** The segments of a run folder; the first process's is the oldest. */
export function segmentFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(RUN_FILES.segmentSuffix))
    .map((name) => path.join(folder, name))
    .sort((a, b) => statSync(a).birthtimeMs - statSync(b).birthtimeMs);
}

/**
 * Reads a run folder or a trace file. Throws a `UsageError` where there is none, a `TraceFormatError` that names
 * the file where it is broken.
 */
export function readRun(place: string): ReadRun {
  const found = statSync(place, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`no such trace: ${path.resolve(place)}`);
  const files = found.isDirectory() ? segmentFiles(place) : [place];
  const model = new TraceModel();
  const parts = files.map((file) => {
    try {
      return appendSegment(model, readFileSync(file));
    } catch (error) {
      if (error instanceof TraceFormatError) error.message = `${path.resolve(file)} is ${error.message}`;
      throw error;
    }
  });
  return { model, bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts) };
}

/** Gives it without the batch that was cut off, if the process died while it wrote: the next segment would follow in its middle. */
function appendSegment(model: TraceModel, bytes: Uint8Array): Uint8Array {
  const reader = new IpcReader();
  for (const batch of reader.push(bytes)) model.append(batch);
  return reader.pendingBytes === 0 ? bytes : bytes.subarray(0, reader.wholeBytes);
}
