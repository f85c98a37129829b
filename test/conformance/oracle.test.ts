/** python.json holds what Python says, where there is one to ask. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const folder = import.meta.dirname;
const suits = spawnSync(
  'python3',
  ['-c', 'import sys; print(sys.version_info >= (3, 9) and sys.platform == "linux")'],
  {
    encoding: 'utf8',
  },
);

// Both start methods are there on Linux only, and without Python the file is what there is.
if (suits.status === 0 && suits.stdout.trim() === 'True')
  test('the oracle says what python.json holds', () => {
    const options = { encoding: 'utf8', timeout: 110_000, killSignal: 'SIGKILL' } as const;
    const { stdout, stderr } = spawnSync('python3', [path.join(folder, 'oracle.py')], options);
    assert.ok(stdout.startsWith('{'), stderr);
    assert.deepEqual(JSON.parse(stdout), JSON.parse(readFileSync(path.join(folder, 'python.json'), 'utf8')));
  });
