import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { TraceModel } from '../../trace/src/model/trace-model.ts';
import type { FlowKind } from '../../trace/src/query.ts';
import { BatchBuilder } from '../../trace/src/row-batch.ts';
import { RowKind } from '../../trace/src/vocabulary.ts';
import { ofKind, runRecorded, threadNamed, type RecordedRow } from './instrument-run.ts';

const source = readFileSync(path.join(import.meta.dirname, 'fixtures/instrument/wakes.ts'), 'utf8').split('\n');

function modelOf(rows: readonly RecordedRow[]): TraceModel {
  const batch = new BatchBuilder(rows.length);
  for (const row of rows) batch.add({ ...row, kind: row.kind as RowKind });
  const model = new TraceModel();
  model.append(batch);
  return model;
}

test('who sets an event, releases a semaphore or notifies a condition is known to whom that wakes, with the line', async () => {
  const { rows } = await runRecorded('wakes.ts');
  const model = modelOf(rows);
  const [main, waiter] = [threadNamed(rows, 'main'), threadNamed(rows, 'waiter')];
  const { slices } = model.threads.get(waiter)!;
  for (const [wait, kind, comment] of [
    [RowKind.waitEvent, 'notify', 'sets it'],
    [RowKind.waitSemaphore, 'release', 'releases it'],
    [RowKind.waitCondition, 'notify', 'notifies it'],
  ] as const satisfies readonly (readonly [RowKind, FlowKind, string])[]) {
    const ids = Array.from({ length: slices.count }, (_, id) => id).filter((id) => slices.kind[id] === wait);
    const flows = ids.flatMap((id) => model.flowsOf(waiter, id)!.flows);
    assert.ok(flows.length > 0, `${kind}: ${ids.length} waits`);
    for (const flow of flows) {
      assert.deepEqual([flow.kind, flow.direction, flow.there.laneId], [kind, 'in', main]);
      assert.ok(source[(flow.there.location?.line ?? 0) - 1]?.includes(`// ${comment}`), JSON.stringify(flow));
    }
  }
  assert.ok(ofKind(rows, RowKind.notify).every(({ thread }) => thread === main));
  assert.ok(ofKind(rows, RowKind.notify).length <= 15, 'a release for which nobody waits is none');
});
