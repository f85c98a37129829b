import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { AxeResults, RunOptions } from 'axe-core';
import { panelFixture } from './fixture.ts';
import { THEMES, type PanelPage } from './panel-page.ts';
import { piProfile } from './pi-profile.ts';
import { piTrace } from './pi-trace.ts';

const panels = panelFixture();
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds that is serious or worse. */
async function problemsOf(panel: PanelPage): Promise<string[]> {
  await panel.atRest();
  const options: RunOptions = { resultTypes: ['violations'] };
  const { violations } = await panel.page.evaluate(
    async (given) =>
      (globalThis as unknown as { axe: { run(node: Document, options: RunOptions): Promise<AxeResults> } }).axe.run(
        document,
        given,
      ),
    options,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`));
}

for (const theme of THEMES)
  test(`axe finds nothing serious with everything open (${theme})`, async () => {
    const trace = new Uint8Array(Buffer.concat([piTrace({ dropped: 5 }), piProfile()]));
    await using panel = await panels.open({ theme, trace, phase: { type: 'ended', exitCode: 1 }, bypassCSP: true });
    const { x, y } = await panel.pointOf('Process-2', 200, 0);
    await panel.page.mouse.click(x, y);
    await panel.page.getByRole('region', { name: 'Selected slice' }).waitFor();
    await panel.page.locator('.findings summary').click();
    await panel.page.getByText('Flame chart', { exact: true }).click();
    await panel.page.getByRole('button', { name: /^estimatePi: 300/ }).waitFor();
    await panel.page.getByText('Tables', { exact: true }).click();
    await panel.page.getByRole('table').first().waitFor();
    await panel.page.getByText('Legend', { exact: true }).click();
    await panel.page.getByText('waiting for a lock').first().waitFor();
    await panel.screenshot(`open-${theme}`);
    await panel.page.addScriptTag({ content: axeSource });
    assert.deepEqual(await problemsOf(panel), []);
    await panel.page.getByText('View', { exact: true }).click();
    await panel.page.keyboard.press('Escape');
    await panel.page.locator('.plot').focus();
    await panel.page.keyboard.press('[');
    await panel.page.keyboard.press(']');
    await panel.page.getByRole('region', { name: 'Picked range' }).waitFor();
    await panel.page.getByText('View', { exact: true }).click();
    await panel.page.getByRole('button', { name: 'PNG' }).waitFor();
    await panel.screenshot(`picked-${theme}`);
    assert.deepEqual(await problemsOf(panel), []);
  });

for (const theme of THEMES)
  test(`axe finds nothing serious with the View menu, the keys, or a picked range (${theme})`, async () => {
    await using panel = await panels.open({ theme, trace: piTrace(), bypassCSP: true });
    await panel.page.addScriptTag({ content: axeSource });
    const plot = (await panel.page.locator('.plot').boundingBox())!;
    const y = plot.y + 150;
    await panel.dragRange({ x: plot.x + plot.width / 3, y }, { x: plot.x + plot.width / 2, y });
    await panel.page.getByRole('region', { name: 'Picked range' }).waitFor();
    assert.deepEqual(await problemsOf(panel), []);
    for (const [menu, inside] of [
      ['View', 'Order of the threads'],
      ['Keys', 'find slices, go to the next one'],
    ] as const) {
      await panel.page.getByText(menu, { exact: true }).click();
      await panel.page.getByText(inside).waitFor();
      assert.deepEqual(await problemsOf(panel), [], menu);
    }
  });

test('everything is reached by Tab, and the focus is always to be seen', async () => {
  await using panel = await panels.open({ trace: piTrace(), phase: { type: 'running' } });
  // Unfolded without a click, which would be where Tab starts from.
  await panel.page.locator('.findings details').evaluate((fold) => fold.setAttribute('open', ''));
  const reached: string[] = [];
  for (let press = 0; press < 40; press++) {
    await panel.page.keyboard.press('Tab');
    const found = await panel.page.evaluate(() => {
      const node = document.activeElement;
      if (!node || node === document.body) return null;
      const { outlineStyle } = getComputedStyle(node);
      return { name: node.getAttribute('aria-label') ?? node.textContent, outlined: outlineStyle !== 'none' };
    });
    if (!found) break;
    assert.ok(found.outlined, `${found.name} shows no focus`);
    reached.push(found.name);
  }
  for (const name of [
    'Stop',
    'pi.ts:14',
    'Show in chart',
    'Zoom in',
    'Pause',
    'Legend',
    'Timeline of workers and cores',
    'Tables',
  ])
    assert.ok(reached.includes(name), `${name} is not among ${reached.join(' | ')}`);
});

test('reduced motion stops the pulse and the glides', async () => {
  await using panel = await panels.open({ trace: piTrace(), phase: { type: 'running' } });
  const animated = await panel.page.evaluate(() => document.getAnimations().length);
  assert.equal(animated, 0);
  await panel.page.evaluate(() => document.body.classList.remove('vscode-reduce-motion'));
  await panel.page.waitForFunction(() => document.getAnimations().length > 0);
});
