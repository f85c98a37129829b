import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { SCRIPT, TraceWriter } from './trace-writer.ts';

/** More tasks than a call of a function takes arguments. */
const MANY = 150_000;

function unevenShares(writer: TraceWriter): (readonly [location: string | undefined, share: number])[] {
  const { findings } = summarize(writer.model(), { script: SCRIPT });
  const uneven = findings.filter(({ id }) => id === 'uneven-work');
  return uneven.map(({ location, shareOfTime }) => [location, Math.round(shareOfTime * 100) / 100]);
}

test('tasks that are handed in one by one and worked on together are one team, however many', () => {
  const writer = new TraceWriter().thread(1, 'worker-1', 0).thread(2, 'worker-2', 0);
  const pool = writer.object('pool', 'Pool-1');
  const line = writer.site('', 'main.ts:3:1');
  const first = 1000;
  const early = MANY / 4;
  for (let task = 0; task < MANY; task++) {
    writer.instant(0, RowKind.submit, 1, { object: first + task, value: 1, site: line });
    const [thread, at] = task < early ? [1, task] : [2, task - early];
    writer.slice(thread, RowKind.task, 10 + at, 11 + at, { object: first + task, value: pool });
  }
  const endMs = 10 + MANY - early;
  writer.slice(1, RowKind.waitTask, 10 + early, endMs, { object: pool });
  assert.deepEqual(unevenShares(writer.end(endMs)), [['main.ts:3', 0.33]]);
});

// Where each call looks at all slices, the watchdog ends it.
test('calls that are awaited one after the other are a team each, however many', { timeout: 120_000 }, () => {
  const calls = 20_000;
  const writer = new TraceWriter().thread(1, 'worker-1', 0).thread(2, 'worker-2', 0);
  const pool = writer.object('pool', 'Pool-1');
  const line = writer.site('', 'main.ts:3:1');
  const first = 1000;
  for (let call = 0; call < calls; call++) {
    const at = 10 + call * 10;
    const [busy, idle] = call % 2 === 0 ? [1, 2] : [2, 1];
    writer
      .instant(0, RowKind.submit, at, { object: first + call, value: 1, site: line })
      .slice(busy, RowKind.task, at, at + 9, { object: first + call, value: pool })
      .slice(busy, RowKind.waitTask, at + 9, at + 10, { object: pool })
      .slice(idle, RowKind.waitTask, at, at + 10, { object: pool });
  }
  assert.deepEqual(unevenShares(writer.end(10 + calls * 10)), [['main.ts:3', 0.45]]);
});
