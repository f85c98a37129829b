import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelFixture } from './fixture.ts';
import { untilCount } from '../until.ts';
import { END_MS, WORKERS, piTrace } from './pi-trace.ts';

const panels = panelFixture();

const ended = { type: 'ended', exitCode: 0 } as const;

for (const theme of ['vscode-light', 'vscode-dark'] as const)
  test(`tasks, waits and cores have their colours (${theme})`, async () => {
    await using panel = await panels.open({ theme, trace: piTrace(), phase: ended });
    const lockColour = await panel.variable('--wait-lock');
    for (let worker = 1; worker <= WORKERS; worker++) {
      const lane = `Process-${worker}`;
      const task = await panel.coloursAt(await panel.pointOf(lane, 280, 0));
      assert.match(task[0]!, /^#/, 'a task is drawn');
      assert.notEqual(task[0], lockColour);
      assert.deepEqual(
        await panel.coloursAt(await panel.pointOf(lane, 400, 1)),
        [lockColour],
        'the wait inside the task',
      );
      assert.deepEqual(await panel.coloursAt(await panel.pointOf(lane, 400)), [lockColour], 'the wait on the strip');
      assert.deepEqual(await panel.coloursAt(await panel.pointOf(lane, 85, 0)), [
        await panel.variable('--state-starting'),
      ]);
      assert.deepEqual(
        await panel.coloursAt(await panel.pointOf(lane, END_MS - 20, 0)),
        ['clear'],
        'after its exit nothing',
      );
    }
    assert.deepEqual(await panel.coloursAt(await panel.pointOf('main', 900)), [await panel.variable('--wait-result')]);
    const onCore = await panel.coloursAt(await panel.pointOf('core 0', 300), 4);
    assert.ok(
      onCore.some((colour) => colour !== 'clear'),
      'the core shows who ran',
    );
    assert.deepEqual(panel.complaints, []);
    await panel.screenshot(theme);
  });

test('in high contrast a wait is a pattern, not a colour alone', async () => {
  for (const theme of ['vscode-high-contrast', 'vscode-high-contrast-light'] as const) {
    await using panel = await panels.open({ theme, trace: piTrace(), phase: ended });
    const colours = await panel.coloursAt(await panel.pointOf('Process-2', 400), 3);
    const [ink, paper] = [await panel.variable('--wait-lock'), await panel.variable('--panel-background')];
    assert.ok(colours.includes(ink) && colours.includes(paper), colours.join(' '));
    assert.deepEqual(panel.complaints, []);
    await panel.screenshot(theme);
  }
});

test('colours follow when the theme changes', async () => {
  await using panel = await panels.open({ trace: piTrace(), phase: ended });
  const point = await panel.pointOf('Process-1', 400, 1);
  const light = await panel.coloursAt(point);
  await panel.page.evaluate(() => (document.body.className = 'vscode-dark'));
  const dark = await panel.coloursAt(point);
  assert.notDeepEqual(dark, light);
  assert.deepEqual(dark, [await panel.variable('--wait-lock')]);
});

test('at pixel ratio 2 the canvas has twice the pixels, and the same picture', async () => {
  await using panel = await panels.open({ trace: piTrace(), phase: ended, deviceScaleFactor: 2 });
  const sizes = await panel.page
    .locator('.chart canvas')
    .evaluateAll((canvases: HTMLCanvasElement[]) =>
      canvases.map((canvas) => canvas.width / canvas.getBoundingClientRect().width),
    );
  assert.ok(sizes.length > 0);
  assert.deepEqual(
    sizes,
    sizes.map(() => 2),
  );
  assert.deepEqual(await panel.coloursAt(await panel.pointOf('Process-3', 400, 1)), [
    await panel.variable('--wait-lock'),
  ]);
});

test('beside an editor, 600 pixels wide, nothing is cut off', async () => {
  await using panel = await panels.open({
    theme: 'vscode-dark',
    trace: piTrace({ dropped: 12 }),
    phase: ended,
    viewport: { width: 600, height: 900 },
    deviceScaleFactor: 2,
  });
  const { scrollWidth, clientWidth } = await panel.page.$eval('#panel', ({ scrollWidth, clientWidth }) => ({
    scrollWidth,
    clientWidth,
  }));
  assert.ok(scrollWidth <= clientWidth, `${scrollWidth} > ${clientWidth}`);
  const plot = await panel.page.locator('.plot').boundingBox();
  assert.ok(plot && plot.width > 400, 'the chart has most of the width');
  await panel.screenshot('narrow');
});

test('the axis has units and its labels do not touch', async () => {
  await using panel = await panels.open({ trace: piTrace(), phase: ended });
  const labels = await panel.page.locator('.time-axis .tick text').all();
  assert.ok(labels.length > 4);
  let right = -Infinity;
  for (const label of labels) {
    assert.match((await label.textContent()) ?? '', /^0$|^[\d.]+\u202f(s|ms)$/);
    const box = await label.boundingBox();
    assert.ok(box && box.x > right + 4);
    right = box.x + box.width;
  }
});

test('where cores are not measured the panel says so', async () => {
  const trace = piTrace({ coresMeasured: false });
  await using panel = await panels.open({ trace, phase: ended });
  await untilCount(panel.page.locator('.lane-label[data-kind=core]'), 0);
  await panel.page.getByText('does not tell which core').waitFor();
});
