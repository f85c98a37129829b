import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { FlowKind } from '../../trace/src/query.ts';
import { RowKind } from '../../trace/src/vocabulary.ts';
import { modelOf, ofKind, runRecorded, threadNamed } from './instrument-run.ts';

const source = readFileSync(path.join(import.meta.dirname, 'fixtures/instrument/wakes.ts'), 'utf8').split('\n');

async function assertWakersAreKnown(startMethod: 'thread' | 'process'): Promise<void> {
  const { rows } = await runRecorded('wakes.ts', { setup: { startMethod } });
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
}

test('who sets an event, releases a semaphore or notifies a condition is known to whom that wakes, with the line', () =>
  assertWakersAreKnown('thread'));

test('the same of a process that main wakes', () => assertWakersAreKnown('process'));
