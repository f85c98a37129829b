import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { recordedRuns } from '../../../extension/src/recorded-runs.ts';
import { RunStore } from '../../../extension/src/run-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('the runs that are kept come newest first, without those that have no figures', async () => {
  using folder = temporaryFolder();
  const summary = {
    script: '/home/me/pi.ts',
    wallMs: 1840,
    verdict: '1.84 s, 1.2 of 8 cores busy: it waits. Change it.',
  };
  for (const [name, text] of [
    ['2026-01-01', JSON.stringify(summary)],
    ['2026-01-02', JSON.stringify({ ...summary, wallMs: 900 })],
    ['2026-01-03', 'half of a summ'],
    ['2026-01-04', undefined],
  ] as const) {
    mkdirSync(path.join(folder.path, name));
    if (text !== undefined) writeFileSync(path.join(folder.path, name, 'summary.json'), text);
  }
  const runs = await recordedRuns(await new RunStore(folder.path).folders());
  assert.deepEqual(
    runs.map(({ folder: own, script, wallMs }) => [path.basename(own), script, wallMs]),
    [
      ['2026-01-02', '/home/me/pi.ts', 900],
      ['2026-01-01', '/home/me/pi.ts', 1840],
    ],
  );
  assert.match(runs[0]!.headline, /^1\.84 s/);
  assert.deepEqual(await recordedRuns(await new RunStore(path.join(folder.path, 'none')).folders()), []);
});
