import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test("a worker's lines appear when they are written, in order, while main is blocked and right before an exit", async () => {
  let shown = '';
  const { stdout, stderr, exitCode } = await runFixture('process/output.ts', {
    input: null,
    onStdout: (text, child) => {
      const before = shown.includes('and the rest');
      shown += text;
      // Main waits for a byte on stdin and goes on only after this.
      if (!before && shown.includes('and the rest')) child.stdin?.end('\n');
    },
  });
  const first = 'line 0 of the worker\nline 1 of the worker\nline 2 of the worker\nno newline and the rest\n';
  assert.equal(stdout.slice(0, first.length), first);
  assert.equal(stdout, `${first}${'x'.repeat(300_000)}\nlast line\n`);
  assert.equal(stderr, 'a word to stderr\n');
  assert.equal(exitCode, 0);
});

for (const mode of ['process', 'pool']) {
  test(`Ctrl+C ends the program while main is blocked in a ${mode}`, async () => {
    const { signal } = await runFixture('process/blocked.ts', {
      args: [mode],
      onStdout: (_, child) => child.kill('SIGINT'),
    });
    assert.equal(signal, 'SIGINT');
  });
}
