/** `currentProcess().authkey`: one random key for the program, that its processes inherit. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

for (const method of ['thread', 'process']) {
  test(`processes inherit the key of their parent, or are given one, and managers use it: ${method}`, async () => {
    const run = await runFixture('own-process/authkey.ts', { args: [method] });
    assert.deepEqual(
      run.lines,
      [
        'true 32 true',
        'true false 7 0',
        'AuthenticationError',
        'true',
        'true false 0',
        'true false 0',
        'true',
        'TypeError authkey: expected a secret, found an empty one',
        'TypeError authkey: expected a text or bytes, found number',
        'ProcessStateError Process-1 has started: its authkey is settled by then',
      ],
      run.stderr,
    );
    assert.equal(run.stderr, '');
    assert.equal(run.exitCode, 0);
  });
}
