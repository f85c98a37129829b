/** What stands above the chart: short enough that the chart is seen, and honest when there is nothing to draw. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelFixture } from './fixture.ts';
import { piTrace } from './pi-trace.ts';

const panels = panelFixture();
const ended = { type: 'ended', exitCode: 0 } as const;

/** Sizes that the panel has beside an editor, above an open terminal. */
for (const [width, height] of [
  [900, 600],
  [520, 530],
] as const)
  test(`the lanes of workers are seen in a panel of ${width} x ${height}`, async () => {
    await using panel = await panels.open({ trace: piTrace(), phase: ended, viewport: { width, height } });
    const lane = panel.page.locator('.lane-label', { hasText: 'Process-2' });
    await lane.waitFor();
    await panel.atRest();
    await panel.screenshot(`low-${width}x${height}`);
    const box = (await lane.boundingBox())!;
    const chart = (await panel.page.locator('.chart').boundingBox())!;
    assert.ok(box.y + box.height <= Math.min(height, chart.y + chart.height), `the lane ends at ${box.y + box.height}`);
  });

test('findings are one line until they are unfolded, and stay as the reader left them', async () => {
  await using panel = await panels.open({ trace: piTrace(), phase: ended });
  const finding = panel.page.locator('.finding').first();
  await panel.page.locator('.findings summary', { hasText: /^\d+ findings?:.*lock-contention \d+.%/ }).waitFor();
  await finding.waitFor({ state: 'hidden' });
  await panel.page.locator('.findings summary').click();
  await finding.waitFor();
  await panel.setPhase({ type: 'stopped' });
  await panel.atRest();
  assert.ok(await finding.isVisible());
});

test('a number never leaves its unit', async () => {
  await using panel = await panels.open({ trace: piTrace(), phase: ended });
  const words = (await panel.page.locator('.verdict').textContent()) ?? '';
  assert.match(words, /\d\u202f%/);
  assert.doesNotMatch(words, /\d (%|s|ms)(?!\w)/);
});

test('a run that shows nothing says what happened and the next step, and draws no chart', async () => {
  const message = 'The script ended with exit code 1 before it started a worker.';
  const nextStep = 'Its error is in the terminal below. Correct it and run again.';
  for (const trace of [[], piTrace()]) {
    await using panel = await panels.open({ trace });
    await panel.setPhase({ type: 'failed', message, nextStep });
    // It is spoken too, from an element of its own.
    const verdict = panel.page.locator('.verdict');
    await verdict.getByText(message).waitFor();
    await verdict.getByText(nextStep).waitFor();
    for (const part of ['.chart', '.figures', '.findings', '.toolbar'])
      assert.equal(await panel.page.locator(part).isVisible(), false, part);
    await panel.screenshot('failed');
  }
});
