import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import path from 'node:path';
import { nodeUnderTest, runFixture } from './run-fixture.ts';

const root = path.resolve(import.meta.dirname, '../..');

test("a worker's lines appear when they are written, in order, while main is blocked and right before an exit", async () => {
  const script = path.join(root, 'test/runtime/fixtures/process/output.ts');
  const child = spawn(nodeUnderTest, ['--require', path.join(root, 'runtime/dist/register.js'), script], { cwd: root });
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const before = stdout.includes('and the rest');
    stdout += text;
    // Main waits for a byte on stdin and goes on only after this.
    if (!before && stdout.includes('and the rest')) child.stdin.end('\n');
  });
  const watchdog = setTimeout(() => child.kill('SIGKILL'), 30_000);
  const exitCode = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(watchdog);
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
      limitMs: 20_000,
      onStdout: (_, child) => child.kill('SIGINT'),
    });
    assert.equal(signal, 'SIGINT');
  });
}
