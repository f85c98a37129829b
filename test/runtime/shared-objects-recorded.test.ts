import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { summarize } from '../../trace/src/analysis/summarize.ts';
import { ObjectType, RowKind } from '../../trace/src/vocabulary.ts';
import { modelOf, ofKind, runRecorded, threadNamed, type RecordedRow } from './instrument-run.ts';

type StartMethod = 'thread' | 'process';

/** The line of a fixture that ends with that comment. */
function lineOf(fixture: string, comment: string): number {
  const text = readFileSync(path.join(import.meta.dirname, 'fixtures/instrument', fixture), 'utf8');
  return text.split('\n').findIndex((line) => line.includes(`// ${comment}`)) + 1;
}

function sum(rows: readonly RecordedRow[], kind: RowKind): number {
  return ofKind(rows, kind).reduce((total, { value }) => total + value, 0);
}

function objectNamed(rows: readonly RecordedRow[], name: string, type: number): RecordedRow {
  const [found, ...others] = ofKind(rows, RowKind.object).filter(({ text }) => text === name);
  assert.ok(found !== undefined && others.length === 0, name);
  assert.equal(found.value, type);
  return found;
}

async function assertCountedExactly(startMethod: StartMethod): Promise<void> {
  const { rows, lines } = await runRecorded('shared-objects.ts', { setup: { startMethod } });
  assert.deepEqual(lines, ['false']);
  const queue = objectNamed(rows, 'Queue-1', ObjectType.queue);
  const lock = objectNamed(rows, 'Lock-1', ObjectType.lock);
  objectNamed(rows, 'Value-1', ObjectType.value);

  const waits = ofKind(rows, RowKind.waitLock);
  const acquired = waits.filter(({ value }) => value === 1).length;
  const acquires = ofKind(rows, RowKind.acquire).length + sum(rows, RowKind.countedAcquire) + acquired;
  assert.equal(acquires, 2 * 3000 + 2 + 2, 'in the loops, of the value, by holder and main');

  for (const [single, counted] of [
    [RowKind.put, RowKind.countedPut],
    [RowKind.get, RowKind.countedGet],
  ] as const) {
    assert.equal(ofKind(rows, single).length + sum(rows, counted), 6000 + 1);
  }
  const puts = new Map(
    ofKind(rows, RowKind.put).flatMap((row) => (row.object === queue.object ? [[row.value, row]] : [])),
  );
  assert.ok(puts.size > 0, 'some puts are rows of their own');
  for (const get of ofKind(rows, RowKind.get)) {
    const put = get.object === queue.object ? puts.get(get.value) : undefined;
    if (put !== undefined)
      assert.ok(put.time <= get.time + get.duration, `message ${get.value} was got before it was put`);
  }

  const main = threadNamed(rows, 'main');
  const line = lineOf('shared-objects.ts', 'waits here');
  const sites = new Map(ofKind(rows, RowKind.site).map(({ object, text }) => [object, text]));
  const mine = waits.filter(({ thread, object }) => thread === main && object === lock.object);
  assert.deepEqual(
    mine.map(({ value }) => value),
    [0, 1],
    'one wait of main ran out of time, one got the lock',
  );
  assert.match(sites.get(mine[1]!.site)!, new RegExp(`shared-objects\\.ts:${line}:`));
  const holder = threadNamed(rows, 'Process-3');
  const [held] = ofKind(rows, RowKind.hold).filter(({ thread }) => thread === holder);
  assert.equal(held?.object, lock.object);
  assert.ok(held.duration >= 50e6);
}

test('what locks and queues do is counted exactly, and real waits and holds are rows with their lines', () =>
  assertCountedExactly('thread'));

test('the same of what processes do', () => assertCountedExactly('process'));

async function assertPipeIsOneObject(startMethod: StartMethod): Promise<void> {
  const { rows, lines } = await runRecorded('pipe.ts', { setup: { startMethod } });
  assert.deepEqual(lines, ['done']);
  const pipe = objectNamed(rows, 'Pipe-1', ObjectType.pipe);
  for (const [single, counted] of [
    [RowKind.put, RowKind.countedPut],
    [RowKind.get, RowKind.countedGet],
  ] as const) {
    assert.equal(ofKind(rows, single).length + sum(rows, counted), 2 * 3000);
  }
  const main = threadNamed(rows, 'main');
  const numbers = (kind: RowKind, byMain: boolean): number[] =>
    ofKind(rows, kind).flatMap((row) =>
      row.object === pipe.object && (row.thread === main) === byMain ? [row.value] : [],
    );
  assert.ok(numbers(RowKind.put, true).length > 0, 'some are rows of their own');
  for (const kind of [RowKind.put, RowKind.get]) {
    const odd = numbers(kind, kind === RowKind.put);
    const even = numbers(kind, kind === RowKind.get);
    assert.ok(odd.every((number) => number % 2 === 1) && even.every((number) => number % 2 === 0));
  }
  const waits = ofKind(rows, RowKind.waitGet).filter(({ thread }) => thread === main);
  assert.ok(
    waits.some(({ object, duration }) => object === pipe.object && duration >= 50e6),
    'main waits for the answer of a child that sleeps',
  );
}

test('a pipe is one object: what each end sends and receives is counted exactly, and pairs by number', () =>
  assertPipeIsOneObject('thread'));

test('a pipe to a process is one object too', () => assertPipeIsOneObject('process'));

test('messages, locks and ends of two processes are flows between their lanes and main', async () => {
  const { rows, lines } = await runRecorded('border.ts', { setup: { startMethod: 'process' } });
  assert.deepEqual(lines, ['6']);
  const model = modelOf(rows);
  const [main, first, second] = ['main', 'first', 'second'].map((name) => threadNamed(rows, name));
  const flowsInto = (thread: number, kind: RowKind): string[] => {
    const { slices } = model.threads.get(thread)!;
    const ids = Array.from({ length: slices.count }, (_, id) => id).filter((id) => slices.kind[id] === kind);
    const flows = ids.flatMap((id) => model.flowsOf(thread, id)!.flows).filter(({ direction }) => direction === 'in');
    return flows.map(
      ({ kind: why, object, there }) => `${why} ${object ?? ''} ${there.laneId} ${there.location?.line}`,
    );
  };
  const at = (comment: string): number => lineOf('border.ts', comment);
  assert.deepEqual(flowsInto(second!, RowKind.waitGet), [`message Queue-1 ${first} ${at('first puts')}`]);
  assert.deepEqual(flowsInto(second!, RowKind.waitLock), [`release Lock-1 ${first} ${at('first holds')}`]);
  assert.deepEqual(flowsInto(main!, RowKind.waitGet), [`message Queue-2 ${second} ${at('second puts')}`]);
  assert.deepEqual(
    flowsInto(main!, RowKind.waitJoin).map((flow) => flow.split(' ', 3).join(' ')),
    [`end  ${second}`],
  );
});

test("calls of a manager's objects are flows to its server and back, those of a process by its address too", async () => {
  const { rows, lines, stderr } = await runRecorded('manager-calls.ts');
  assert.deepEqual(lines, ['10'], stderr);
  const model = modelOf(rows);
  const server = threadNamed(rows, 'SyncManager-1');
  for (const [caller, kind] of [
    ['main', 'Proxies'],
    ['caller', 'Connection'],
  ] as const) {
    const thread = threadNamed(rows, caller);
    const { object } = ofKind(rows, RowKind.object).find((row) => row.thread === thread && row.text.startsWith(kind))!;
    const numbers = (row: RowKind, of: number): number[] =>
      ofKind(rows, row)
        .filter((each) => each.object === object && each.thread === of)
        .map(({ value }) => value);
    const answers = numbers(RowKind.put, server);
    assert.ok(answers.length >= 5, `${caller}: an answer to each call`);
    for (const number of answers) assert.ok(numbers(RowKind.get, thread).includes(number), `${caller}: ${number}`);
    const calls = numbers(RowKind.get, server);
    for (const number of numbers(RowKind.put, thread)) assert.ok(calls.includes(number), `${caller}: ${number}`);
    const { slices } = model.threads.get(thread)!;
    const waits = Array.from({ length: slices.count }, (_, id) => id).filter(
      (id) => slices.kind[id] === RowKind.waitGet && slices.object[id] === object,
    );
    const flows = waits.flatMap((id) => model.flowsOf(thread, id)!.flows).filter(({ direction }) => direction === 'in');
    assert.ok(flows.length > 0, caller);
    for (const { kind: why, there } of flows) assert.deepEqual([why, there.laneId], ['message', server]);
  }
});

for (const startMethod of ['thread', 'process'] as const) {
  test(`workers that wait for a lock, or for messages, are found by their lines (${startMethod})`, async () => {
    const { rows } = await runRecorded('slow-turns.ts', { setup: { startMethod } });
    const { findings, counts } = summarize(modelOf(rows));
    const locationOf = (id: string): string | undefined => findings.find((finding) => finding.id === id)?.location;
    assert.equal(locationOf('lock-contention'), `slow-turns.ts:${lineOf('slow-turns.ts', 'waits for its turn')}`);
    assert.equal(locationOf('queue-starved'), `slow-turns.ts:${lineOf('slow-turns.ts', 'waits for work')}`);
    assert.deepEqual([counts.put, counts.get, counts.acquire], [4, 4, 20]);
  });
}
