import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeBatch } from '../../trace/src/ipc-writer.ts';
import { BatchBuilder } from '../../trace/src/row-batch.ts';
import { RowKind } from '../../trace/src/vocabulary.ts';
import type { RunSnapshot } from '../../trace/src/panel-session.ts';
import { MS, TraceWriter } from '../unit/trace/trace-writer.ts';
import { until, untilCount, untilText } from '../until.ts';
import { panelFixture } from './fixture.ts';
import type { ShownRange } from './panel-page.ts';
import { FIRST_TASK_MS, TASK_MS, piTrace, piTraceParts } from './pi-trace.ts';

const panels = panelFixture();
const running = { type: 'running' } as const;
const firstRoundMs = FIRST_TASK_MS + TASK_MS;

test('while the run goes on its tasks appear and its open slices grow', async () => {
  const [opening, first, second, ...rest] = piTraceParts();
  await using panel = await panels.open({ trace: [opening!, first!], phase: running });
  const waiting = await panel.variable('--wait-result');
  const before = await panel.range();
  assert.ok(Math.abs(before.endMs - firstRoundMs) < 1 && before.follow);
  assert.deepEqual(await panel.coloursAt(await panel.pointOf('main', firstRoundMs - 30)), [waiting]);
  await panel.append(second!);
  await panel.rangeWhere('a chart that follows', ({ endMs }) => Math.abs(endMs - firstRoundMs - TASK_MS) < 1);
  assert.deepEqual(
    await panel.coloursAt(await panel.pointOf('main', firstRoundMs + 300)),
    [waiting],
    'the wait has grown',
  );
  const task = await panel.coloursAt(await panel.pointOf('Process-1', firstRoundMs + 100, 0));
  assert.match(task[0]!, /^#/, 'the task of the second round is drawn');
  await panel.page.locator('.phase', { hasText: 'Running' }).waitFor();
  await panel.screenshot('live');
  for (const part of rest) await panel.append(part);
  await panel.setPhase({ type: 'ended', exitCode: 0 });
  await panel.page.getByText('Ended with exit code 0').waitFor();
});

test('tooltip and details of an open slice grow with it, until it ends', async () => {
  const [opening, first, ...rest] = piTraceParts();
  await using panel = await panels.open({ trace: [opening!, first!], phase: running });
  const { x, y } = await panel.pointOf('main', 300);
  await panel.page.mouse.click(x, y);
  const details = panel.page.locator('.details');
  await details.getByText('400\u202fms so far').waitFor();
  await panel.page.getByRole('tooltip').getByText('400\u202fms so far').waitFor();
  await panel.append(rest[0]!);
  await details.getByText('800\u202fms so far').waitFor();
  await panel.page.getByRole('tooltip').getByText('800\u202fms so far').waitFor();
  for (const part of rest.slice(1)) await panel.append(part);
  await details.getByText('1.60\u202fs', { exact: true }).waitFor();
});

test('a task that runs says what it was given, and what it is at so far', async () => {
  const writer = new TraceWriter();
  const site = writer.site('fetchAll', 'main.ts:3:1');
  const open = { kind: RowKind.open, thread: 1, object: 7, value: RowKind.task, site, text: '"Ada", 3' };
  writer.thread(1, 'requester', 0).row(open);
  writer.samples(1, 0, 200, () => 1);
  await using panel = await panels.open({ trace: writer.bytes(), phase: running });
  const task = await panel.pointOf('requester', 100, 0);
  await panel.page.mouse.click(task.x, task.y);
  const details = panel.page.getByRole('region', { name: 'Selected slice' });
  await untilText(details, /fetchAll.*State\s*running\s*Duration.*200\u202fms so far.*arguments\s*"Ada", 3/);
  const later = new BatchBuilder(1);
  later.add({ kind: RowKind.waitLock, thread: 1, time: 200 * MS, duration: 100 * MS });
  await panel.append(encodeBatch(later, later.count));
  await untilText(details, /running 200\u202fms, waiting for a lock 100\u202fms.*300\u202fms so far/);
  await untilText(panel.page.getByRole('tooltip'), /running 200\u202fms, waiting for a lock 100\u202fms/);
});

test('the clock of a running run goes on without messages', async () => {
  const [opening, first] = piTraceParts();
  await using panel = await panels.open({ trace: [opening!, first!], phase: running });
  const clock = panel.page.locator('.phase-elapsed');
  const shown = await untilText(clock, /^\d+\.\d\u202fs$/);
  await until(
    `a clock that no longer shows ${shown}`,
    () => clock.textContent(),
    (text) => text !== shown,
  );
});

test('dragging pauses, the button and F follow again', async () => {
  const [opening, first, second, third, fourth] = piTraceParts();
  await using panel = await panels.open({ trace: [opening!, first!], phase: running });
  await panel.page.keyboard.press('w');
  const pause = panel.page.getByRole('button', { name: 'Follow live' });
  await pause.click();
  await panel.rangeWhere('a chart that follows', ({ follow }) => follow);
  const middle = await panel.pointOf('Process-1', 380, 0);
  await panel.page.mouse.move(middle.x, middle.y);
  await panel.page.mouse.down();
  await panel.page.mouse.move(middle.x + 80, middle.y, { steps: 4 });
  await panel.page.mouse.up();
  const paused = await panel.rangeWhere('a chart that rests', ({ follow }) => !follow);
  await panel.append(second!);
  assert.deepEqual(await panel.range(), paused, 'what one looks at stays');
  await panel.page.keyboard.press('f');
  const atEnd = ({ endMs }: ShownRange): boolean => Math.abs(endMs - firstRoundMs - TASK_MS) < 1;
  const followed = await panel.rangeWhere('the end of the run', atEnd);
  await panel.append(third!);
  await panel.rangeWhere('a chart that follows again', ({ endMs }) => endMs > followed.endMs + 300);
  await panel.page.getByRole('button', { name: 'Pause' }).click();
  const held = await panel.rangeWhere('a chart that rests', ({ follow }) => !follow);
  await panel.append(fourth!);
  assert.deepEqual(await panel.range(), held);
});

test('the next run takes the place of the one before, with its own time and selection', async () => {
  await using panel = await panels.open({ trace: piTrace(), phase: { type: 'ended', exitCode: 0 } });
  const { x, y } = await panel.pointOf('Process-1', 200, 0);
  await panel.page.mouse.click(x, y);
  await panel.page.locator('.details').waitFor();
  await panel.page.keyboard.press('w');
  await panel.page.evaluate(() => globalThis.host.newRun());
  await panel.page.locator('.phase', { hasText: 'Starting' }).waitFor();
  await untilCount(panel.page.locator('.lane-label'), 0);
  await panel.page.locator('.details').waitFor({ state: 'hidden' });
  const [opening, first] = piTraceParts();
  await panel.append(opening!);
  await panel.append(first!);
  await panel.setPhase(running);
  await panel.drawn();
  const { startMs, endMs, follow } = await panel.range();
  assert.ok(startMs === 0 && Math.abs(endMs - firstRoundMs) < 1 && follow, `${startMs} ${endMs}`);
});

test('lost events are counted on top, and only when there are any', async () => {
  await using clean = await panels.open({ trace: piTrace(), phase: { type: 'ended', exitCode: 0 } });
  await clean.page.locator('.dropped').waitFor({ state: 'hidden' });
  await using lossy = await panels.open({ trace: piTrace({ dropped: 1234 }), phase: { type: 'ended', exitCode: 0 } });
  await lossy.page.locator('.dropped').waitFor();
  await untilText(lossy.page.locator('.dropped'), /^1,234 events were lost/);
});

test('each way a run ends is said, with what to do next', async () => {
  await using panel = await panels.open({ trace: piTrace(), phase: running });
  await panel.page.getByRole('button', { name: 'Stop' }).click();
  await panel.waitForPosted('stop');
  await panel.setPhase({ type: 'stopped' });
  await panel.page.locator('.phase', { hasText: 'Stopped' }).waitFor();
  await panel.page.getByRole('button', { name: 'Run Again' }).click();
  await panel.waitForPosted('run-again');
  await panel.setPhase({ type: 'ended', exitCode: 3 });
  await panel.page.locator('.phase[data-phase=failed]', { hasText: 'Ended with exit code 3' }).waitFor();
  await panel.setPhase({ type: 'failed', message: 'No Node.js was found.', nextStep: 'Set parascope.node.' });
  await panel.page.locator('.verdict', { hasText: 'No Node.js was found. Set parascope.node.' }).waitFor();
  await panel.page.locator('.spoken[role=status]', { hasText: 'Set parascope.node.' }).waitFor({ state: 'attached' });
  await panel.page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'hidden' });
  await panel.screenshot('failed');
});

test('before the first event the panel says that it waits, and draws no lies', async () => {
  await using panel = await panels.open({});
  await panel.page.locator('.phase', { hasText: 'Starting' }).waitFor();
  await panel.page.locator('.chart').waitFor({ state: 'hidden' });
  assert.deepEqual(panel.complaints, []);
  await panel.screenshot('empty');
});

test('a saved trace that is being read says so, and that its verdict follows', async () => {
  await using panel = await panels.open({});
  const reading: RunSnapshot = {
    type: 'run',
    title: 'saved.parascope',
    phase: { type: 'starting' },
    lanes: [{ id: 0, kind: 'thread', name: 'main', role: 'main', startNs: 0, depth: 1 }],
    endNs: 1e9,
    dropped: 0,
    summary: null,
    isSaved: true,
  };
  await panel.page.evaluate((snapshot) => window.postMessage(snapshot, '*'), reading);
  await panel.page.locator('.phase', { hasText: 'Reading' }).waitFor();
  await panel.page.locator('.verdict', { hasText: 'The verdict follows' }).waitFor();
  await panel.page.locator('.lane-label', { hasText: 'main' }).waitFor();
  await panel.page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'hidden' });
  await panel.page.evaluate((snapshot) => window.postMessage(snapshot, '*'), {
    ...reading,
    phase: { type: 'stopped' },
  });
  await panel.page.locator('.phase', { hasText: 'Stopped' }).waitFor();
});
