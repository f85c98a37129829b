import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { RunStore } from '../../../extension/src/run-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

const NONE: ReadonlySet<string> = new Set();

/** Makes runs of the given sizes, oldest first; gives their folders. */
function makeRuns(folder: string, sizesBytes: readonly number[]): string[] {
  return sizesBytes.map((bytes, index) => {
    const run = path.join(folder, `2026-01-0${index + 1}`);
    mkdirSync(run);
    writeFileSync(path.join(run, '1.parascope'), Buffer.alloc(bytes));
    return run;
  });
}

test('each run has a folder of its own whose name sorts by time', async () => {
  using folder = temporaryFolder();
  const store = new RunStore(path.join(folder.path, 'runs'));
  const now = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
  const runs = [await store.create(now), await store.create(now), await store.create(now + 1)];
  assert.deepEqual(
    runs.map((run) => path.basename(run)),
    ['2026-01-02T03-04-05-006Z', '2026-01-02T03-04-05-006Z-1', '2026-01-02T03-04-05-007Z'],
  );
});

test('the newest runs are kept, as many as asked for', async () => {
  using folder = temporaryFolder();
  const runs = makeRuns(folder.path, [1, 1, 1, 1]);
  await new RunStore(folder.path).prune({ keepRuns: 2, keepBytes: 100 }, NONE);
  assert.deepEqual(
    readdirSync(folder.path),
    runs.slice(2).map((run) => path.basename(run)),
  );
});

test('old runs go when all take too much room together, but never the newest one', async () => {
  using folder = temporaryFolder();
  const runs = makeRuns(folder.path, [10, 10, 500]);
  await new RunStore(folder.path).prune({ keepRuns: 20, keepBytes: 100 }, NONE);
  assert.deepEqual(readdirSync(folder.path), [path.basename(runs[2]!)]);
});

test('a run in use stays', async () => {
  using folder = temporaryFolder();
  const runs = makeRuns(folder.path, [1, 1, 1]);
  await new RunStore(folder.path).prune({ keepRuns: 1, keepBytes: 100 }, new Set([runs[0]!]));
  assert.deepEqual(readdirSync(folder.path), [path.basename(runs[0]!), path.basename(runs[2]!)]);
});

test('there may be nothing to prune', async () => {
  using folder = temporaryFolder();
  await new RunStore(path.join(folder.path, 'missing')).prune({ keepRuns: 1, keepBytes: 1 }, NONE);
});
