import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { panelFixture } from './fixture.ts';
import { resultsDir, THEMES, type PanelPage } from './panel-page.ts';
import { piTrace } from './pi-trace.ts';

const panels = panelFixture();

/** Saves what is shown, and gives the bytes that the editor was asked to save. */
async function savedAs(panel: PanelPage, type: 'PNG' | 'SVG'): Promise<{ name: string; bytes: Buffer }> {
  await panel.page.getByText('View', { exact: true }).click();
  await panel.page.getByRole('button', { name: type }).click();
  await panel.waitForPosted('save-picture');
  const saved = await panel.page.evaluate(() => {
    const message = globalThis.host.posted.find(({ type }) => type === 'save-picture');
    return message?.type === 'save-picture' ? { name: message.name, bytes: [...message.bytes] } : null;
  });
  assert.ok(saved);
  const bytes = Buffer.from(saved.bytes);
  mkdirSync(resultsDir, { recursive: true });
  writeFileSync(path.join(resultsDir, `saved.${type.toLowerCase()}`), bytes);
  return { name: saved.name, bytes };
}

test('the SVG of what is shown is XML with the lanes as text, and no markup of the trace', async () => {
  const evil = '<script>alert(1)</script>&"';
  await using panel = await panels.open({
    trace: piTrace({ taskName: evil }),
    phase: { type: 'ended', exitCode: 0 },
    viewport: { width: 1200, height: 1100 },
  });
  const { name, bytes } = await savedAs(panel, 'SVG');
  assert.equal(name, 'pi.ts.svg');
  const texts = await panel.page.evaluate((svg) => {
    const { documentElement } = new DOMParser().parseFromString(svg, 'image/svg+xml');
    if (documentElement.nodeName !== 'svg' || documentElement.querySelector('parsererror, script')) return null;
    return [...documentElement.querySelectorAll('text')].map(({ textContent }) => textContent);
  }, bytes.toString('utf8'));
  assert.ok(texts, 'it is well-formed, and has no script');
  for (const wanted of ['pi.ts', 'Process-1', 'Lock-1', 'core 0', 'Threads', '1.0\u202fs'])
    assert.ok(texts.includes(wanted), `${wanted} is not among ${texts.join(' | ')}`);
  assert.ok(texts.some((text) => text.startsWith('<script>')));
  assert.ok(texts.some((text) => text.includes('waits for the lock at pi.ts:14')));
  assert.deepEqual(panel.complaints, []);
});

for (const theme of THEMES)
  test(`the PNG of what is shown is at least twice as sharp as the screen (${theme})`, async () => {
    await using panel = await panels.open({ theme, trace: piTrace(), phase: { type: 'ended', exitCode: 0 } });
    const { bytes } = await savedAs(panel, 'PNG');
    const size = await panel.page.evaluate(
      async (data) => {
        const { width, height } = await createImageBitmap(new Blob([new Uint8Array(data)], { type: 'image/png' }));
        return { width, height };
      },
      [...bytes],
    );
    const plot = (await panel.page.locator('.plot').boundingBox())!;
    assert.ok(size.width > 2 * plot.width && size.height > 400, `${size.width} x ${size.height}`);
    assert.deepEqual(panel.complaints, []);
  });
