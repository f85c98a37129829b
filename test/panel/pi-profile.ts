/** What `--cpu-prof` adds to the trace of pi-trace.ts: two of its workers compute in one line each, and collect garbage. */
import { encodeBatch, endMarker, schemaMessage } from '../../trace/src/ipc-writer.ts';
import { SampleList, type CpuProfile } from '../../trace/src/profile/cpu-profile.ts';
import { encodeProfile } from '../../trace/src/profile/profile-rows.ts';
import { BatchBuilder } from '../../trace/src/row-batch.ts';
import { RowKind } from '../../trace/src/vocabulary.ts';
import { FIRST_TASK_MS, TASK_MS } from './pi-trace.ts';

const MS = 1e6;
export const HOT_LINE = { file: '/home/me/pi.ts', line: 11, column: 1 };
const SITES = new Map([
  [101, 'estimatePi\t/home/me/pi.ts:8:1'],
  [102, `estimatePi\t${HOT_LINE.file}:${HOT_LINE.line}:5`],
  [103, '(garbage collector)'],
]);
const STACKS = new Map([
  [1, { parent: 0, site: 101 }],
  [2, { parent: 0, site: 103 }],
]);

export function piProfile(): Uint8Array {
  const batch = new BatchBuilder(8);
  const threads = new Map<number, SampleList>();
  for (const thread of [1, 2]) {
    batch.add({ kind: RowKind.profiled, thread, time: 50 * MS, object: thread, value: 1, site: 1000 });
    const list = new SampleList();
    list.add(FIRST_TASK_MS * MS, (FIRST_TASK_MS + TASK_MS / 2 - 50) * MS, 1, 150);
    list.add((FIRST_TASK_MS + TASK_MS / 2 - 50) * MS, (FIRST_TASK_MS + TASK_MS / 2) * MS, 2, 50);
    list.addLine(1, 102, 150);
    threads.set(thread, list);
  }
  const profile: CpuProfile = { stacks: STACKS, threads };
  const parts = [schemaMessage(), encodeBatch(batch, batch.count), endMarker(), encodeProfile(profile, SITES)];
  return new Uint8Array(Buffer.concat(parts));
}
