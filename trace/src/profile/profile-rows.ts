/** Writes a profile as rows of a trace: one segment of its own. */
import { encodeBatch, endMarker, schemaMessage } from '../ipc-writer.ts';
import { BatchBuilder, type Row } from '../row-batch.ts';
import { RowKind } from '../vocabulary.ts';
import type { CpuProfile } from './cpu-profile.ts';

/** Rows of one batch at most: bounds the memory of a reader. */
const MAX_ROWS = 65_536;

/** `sites`: texts of the `site` rows by id, as in docs/TRACE_FORMAT.md. Stacks must come after those that they continue. */
export function encodeProfile(profile: CpuProfile, sites: ReadonlyMap<number, string>): Uint8Array {
  const parts = [schemaMessage()];
  const batch = new BatchBuilder(4096);
  const flush = (): void => {
    if (batch.count > 0) parts.push(encodeBatch(batch, batch.count));
    batch.clear();
  };
  for (const row of rowsOf(profile, sites)) {
    batch.add(row);
    if (batch.count === MAX_ROWS) flush();
  }
  flush();
  parts.push(endMarker());
  return concatenate(parts);
}

function* rowsOf(profile: CpuProfile, sites: ReadonlyMap<number, string>): Generator<Row> {
  for (const [object, text] of sites) yield { kind: RowKind.site, object, text };
  for (const [object, { parent, site }] of profile.stacks)
    yield { kind: RowKind.stack, object, site, duration: parent };
  for (const [thread, { count, startNs, endNs, stack, samples, lines }] of profile.threads) {
    for (let row = 0; row < count; row++) {
      const time = startNs[row]!;
      const duration = endNs[row]! - time;
      yield { kind: RowKind.stackSample, thread, time, duration, object: stack[row]!, value: samples[row]! };
    }
    for (const [object, places] of lines)
      for (const [site, value] of places) yield { kind: RowKind.stackLine, thread, object, site, value };
  }
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
