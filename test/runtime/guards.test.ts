/** Main guards: each is true once, in the script that was started. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import path from 'node:path';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { register, runNode } from './run-fixture.ts';

const guards = path.join(import.meta.dirname, 'fixtures/guards');
const ways: Record<string, readonly string[]> = {
  '--require': ['--require', register],
  '--import': ['--import', register],
  'Node alone': [],
};

for (const [way, launch] of Object.entries(ways)) {
  test(`guards of an ES module, ${way}`, async () => {
    const { stderr, lines } = await runNode([...launch, path.join(guards, 'module.ts')]);
    const no = { isMain: false, meta: false, argv: false };
    // Without our loader nothing can tell a library from the script: `isMain` is one value.
    const imported = way === 'Node alone' ? { ...no, isMain: true } : no;
    assert.deepEqual(lines, [
      `main ${JSON.stringify({ guards: { isMain: true, meta: true, thread: true, argv: true }, imported })}`,
      `worker ${JSON.stringify({ guards: { isMain: false, meta: false, thread: false, argv: false }, imported: no })}`,
    ]);
    assert.equal(stderr, '');
  });

  test(`guards of CommonJS, ${way}`, async () => {
    const file = way === 'Node alone' ? 'common.cjs' : 'common.cts';
    const { stderr, lines } = await runNode([...launch, path.join(guards, file)]);
    assert.deepEqual(lines, [
      `main ${JSON.stringify({ isMain: true, require: true, thread: true, argv: true })}`,
      `worker ${JSON.stringify({ isMain: false, require: false, thread: false, argv: false })}`,
    ]);
    assert.equal(stderr, '');
  });
}

test('a script resolves the parascope of its own project, else the one that launches it', async (context) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-own-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const script = path.join(folder, 'main.mts');
  writeFileSync(script, `import * as mp from 'parascope';\nconsole.log(mp.isMain, 'own' in mp);\n`);
  const launched = await runNode(['--require', register, script]);
  assert.deepEqual([launched.stdout, launched.stderr], ['true false\n', '']);

  const own = path.join(folder, 'node_modules/parascope');
  mkdirSync(own, { recursive: true });
  writeFileSync(path.join(own, 'package.json'), '{ "type": "module", "exports": "./index.js" }');
  writeFileSync(path.join(own, 'index.js'), 'export const isMain = true, own = 1;');
  const project = await runNode(['--require', register, script]);
  assert.deepEqual([project.stdout, project.stderr], ['true true\n', '']);
});

test('copies of the package that do not fit together say so', async (context) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-mismatch-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const script = path.join(folder, 'main.mjs');
  writeFileSync(
    script,
    `import { Process } from 'parascope';
     globalThis[Symbol.for('parascope.host')] = { version: 99, origin: '/elsewhere' };
     try { new Process({ target: parseInt }).start() } catch (error) { console.log(error.name, error.message) }`,
  );
  const { stdout } = await runNode(['--require', register, script]);
  assert.match(stdout, /^HostMismatchError two copies of parascope .*\/elsewhere \(protocol 99\).*same version/);
});
