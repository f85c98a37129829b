import assert from 'node:assert/strict';
import { test } from 'node:test';
import { besideRun } from '../../../trace/src/analysis/comparison/run-pair.ts';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { TraceModel } from '../../../trace/src/model/trace-model.ts';
import { PanelSession } from '../../../trace/src/panel-session.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { END_MS, WORKERS, piTrace } from '../../panel/pi-trace.ts';
import { MS, TraceWriter } from './trace-writer.ts';

function modelOf(bytes: Uint8Array): TraceModel {
  const model = new TraceModel();
  model.append(bytes);
  return model;
}

/** A run of one task, half a second long. */
function shortRun(): TraceModel {
  const writer = new TraceWriter();
  const site = writer.site('quick', 'main.ts:3:1');
  writer.thread(1, 'Process-1', 0).slice(1, RowKind.task, 100, 400, { site });
  return modelOf(writer.exit(1, 450).end(500).bytes());
}

const [before, after] = [modelOf(piTrace()), shortRun()];
const { model, lookUp, compare } = besideRun(after, before);
const laneOf = (name: string): number => model.lanes().find((lane) => lane.name === name)!.id;

test('the lanes of the run before follow those of the later one, which stay as they are', () => {
  const own = after.lanes();
  assert.deepEqual(model.lanes().slice(0, own.length), own);
  const others = model.lanes().slice(own.length);
  assert.ok(others.length > WORKERS && others.every(({ before: isBefore }) => isBefore));
  assert.equal(new Set(model.lanes().map(({ id }) => id)).size, model.lanes().length, 'no two have one id');
  assert.equal(model.endNs, END_MS * MS, 'the axis is as long as the longer run');
});

test('a window has the lanes of both, with their own names', () => {
  const laneIds = [laneOf('Process-1'), laneOf('Process-1 (before)')];
  const query = { startNs: 0, endNs: model.endNs, widthPx: 800, laneIds };
  const answer = model.window(query);
  assert.deepEqual(answer.query, query);
  assert.deepEqual(
    answer.lanes.map(({ laneId }) => laneId),
    laneIds,
  );
  const { utilization } = model.window({ ...query, laneIds: [] });
  assert.deepEqual(answer.utilization, utilization, 'the use of cores is of the later run');
  const earlier = before.window({ ...query, laneIds: [] });
  assert.deepEqual(model.window({ ...query, before: true }).utilization, earlier.utilization, 'unless asked for');
  const namesOf = (lane: number): string[] => [...answer.lanes[lane]!.name].map((name) => answer.names[name]!);
  assert.ok(namesOf(0).includes('quick') && !namesOf(0).includes('estimatePi'));
  assert.ok(namesOf(1).includes('estimatePi') && namesOf(1).includes('waiting for Lock-1'));
});

test('details, flows, kinds and matches of the run before are told of its own lanes', () => {
  const laneId = laneOf('Process-2 (before)');
  const found = lookUp.search('estimatePi').slices.find((slice) => slice.laneId === laneId)!;
  const details = model.details(laneId, found.id);
  assert.deepEqual([details?.title, details?.laneId], ['estimatePi', laneId]);
  assert.equal(details?.facts[0]?.value, 'Process-2 (before)');
  const flow = model.flowsOf(laneId, found.id)?.flows.find(({ kind }) => kind === 'submit');
  assert.equal(flow?.there.laneId, laneOf('main (before)'));
  assert.ok(flow.there.slice === undefined || flow.there.slice.laneId === flow.there.laneId);
  assert.equal(lookUp.kindOf(laneId, found.id)?.count, 16);
  assert.equal(lookUp.search('quick').slices[0]?.laneId, laneOf('Process-1'));
});

test('figures, flame chart and path are of the run that is asked for, in its own lanes', () => {
  const range = { startNs: 0, endNs: model.endNs };
  const [later, earlier] = [lookUp.figures(range), lookUp.figures({ ...range, before: true })];
  assert.deepEqual([later.tasks.count, earlier.tasks.count], [1, 16]);
  assert.deepEqual(earlier.query, { ...range, before: true });
  const laneIds = new Set(model.lanes().flatMap(({ id, before: isBefore }) => (isBefore ? [id] : [])));
  const told = [
    ...earlier.threads,
    ...earlier.objects,
    ...earlier.functions.map(({ longest }) => longest),
    ...earlier.tasks.longest.map(({ slice }) => slice),
    ...earlier.objects.flatMap(({ longestHold, longestWait }) => [longestHold ?? [], longestWait ?? []].flat()),
    ...lookUp.path({ before: true }),
  ];
  assert.ok(told.length > 16 && told.every(({ laneId }) => laneIds.has(laneId)));
  assert.ok(earlier.threads.every(({ name }) => name.endsWith('(before)')));
  const laneId = laneOf('Process-2 (before)');
  const flame = lookUp.flame({ ...range, before: true, laneId });
  assert.equal(flame.query.laneId, laneId);
  assert.ok(flame.frames.some(({ name }) => name === 'estimatePi'));
  assert.ok(!lookUp.flame(range).frames.some(({ name }) => name === 'estimatePi'));
  assert.ok(lookUp.path().every((stretch) => !laneIds.has(stretch.laneId)));
});

test('a snapshot says what the two come to', () => {
  const session = new PanelSession({
    title: 'main.ts',
    model,
    lookUp,
    compare: compare!,
    summarize: () => summarize(after),
  });
  const { comparison, summary, summaryBefore } = session.snapshot();
  assert.equal(summary?.wallMs, 500);
  assert.equal(summaryBefore?.wallMs, END_MS);
  assert.ok(summaryBefore.threads.every(({ name }) => model.lanes().some((lane) => lane.name === name)));
  assert.deepEqual([comparison?.before.wallMs, comparison?.after.wallMs], [END_MS, 500]);
  assert.match(comparison?.sentence ?? '', /main\.ts is 3\.6 times as fast as pi\.ts: 500 ms instead of 1\.80 s/);
});
