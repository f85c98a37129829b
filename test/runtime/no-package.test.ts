import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

const node = process.env['PARASCOPE_TEST_NODE'] ?? process.execPath;
const register = path.resolve(import.meta.dirname, '../../runtime/dist/register.js');

/** Runs a script in a folder of its own, above which there is no package.json: neither a module type nor a parascope. */
function runAlone(source: string): string {
  const dir = mkdtempSync(path.join(realpathSync(os.tmpdir()), 'parascope-alone-'));
  try {
    const script = path.join(dir, 'script.ts');
    writeFileSync(script, source);
    const { stdout, stderr, status } = spawnSync(node, ['--require', register, script], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const PROGRAM = (guard: string): string => `
  import { Pool, isMain } from 'parascope';
  function double(x: number): number { return 2 * x; }
  ${guard}
`;

test('a script with top-level await in a folder without package.json runs in its workers too', () => {
  const guard = 'if (isMain) { await using pool = new Pool(2); console.log(await pool.map(double, [1, 2, 3])); }';
  assert.equal(runAlone(PROGRAM(guard)), '[ 2, 4, 6 ]\n');
});

test('a script without top-level await in a folder without package.json runs in its workers too', () => {
  const guard =
    'if (isMain) { const pool = new Pool(2); console.log(pool.mapSync(double, [1, 2, 3])); pool.terminate(); }';
  assert.equal(runAlone(PROGRAM(guard)), '[ 2, 4, 6 ]\n');
});
