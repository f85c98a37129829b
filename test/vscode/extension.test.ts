/** Runs the extension's own tests (suite/) inside a real VS Code and counts each of them here. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { runSuite } from './run-suite.ts';

const here = import.meta.dirname;
const workspace = path.join(here, 'fixtures/workspace');

test('the extension works inside VS Code', async (t) => {
  const { tests, failure } = await runSuite(path.join(here, 'suite'), workspace);
  for (const { title, error } of tests) {
    await t.test(title, () => {
      if (error !== undefined) throw Object.assign(new Error(title), { stack: error });
    });
  }
  assert.equal(failure, undefined);
});

test('a suite whose extension host dies does not pass', async () => {
  const { tests, failure } = await runSuite(path.join(here, 'fixtures/dying-suite'), workspace);
  assert.deepEqual(tests, [
    { title: 'a test before it' },
    { title: 'kills the extension host', error: 'the extension host died during this test' },
  ]);
  assert.match(failure ?? '', /^the extension host ended before the tests did/);
});
