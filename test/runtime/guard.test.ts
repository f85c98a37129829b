import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture, runNode } from './run-fixture.ts';

const cases: readonly (readonly [string, readonly string[], string])[] = [
  ['unguarded.ts', ['await', 'sync', 'block', 'none'], 'Process.start() at'],
  ['unguarded-queue.ts', ['await', 'sync'], 'Process.start() at'],
  ['unguarded-pool.ts', ['await', 'sync'], 'new Pool() at'],
];
const lines: Readonly<Record<string, number>> = { 'unguarded.ts': 8, 'unguarded-queue.ts': 8, 'unguarded-pool.ts': 7 };

for (const [file, modes, call] of cases) {
  for (const mode of modes) {
    test(`without a main guard, ${file} is refused once, main in mode ${mode}`, async () => {
      const { stdout, stderr, exitCode } = await runFixture(`process/${file}`, { args: [mode] });
      assert.equal(exitCode, 1);
      assert.equal(stderr.split('guard').length - 1 >= 1, true, stderr);
      assert.equal(stderr.match(/has no main guard/g)?.length, 1, stderr);
      assert.ok(stderr.includes(call), stderr);
      assert.ok(stderr.includes(`${file}:${lines[file]}`), stderr);
      assert.match(stderr, /if \(isMain\)/);
      assert.doesNotMatch(stderr, /^\s+at /m, 'one message, no stacks');
      assert.doesNotMatch(stdout, /never printed/);
    });
  }
}

test('a refused pool ends main as process.exit does: its exit listeners run', async () => {
  const { stdout, exitCode } = await runFixture('process/unguarded-pool-exit.ts');
  assert.equal(stdout, "main's own exit listener: 1\n");
  assert.equal(exitCode, 1);
});

test('a task may start processes', async () => {
  const { stdout, exitCode } = await runFixture('process/unguarded-later.ts');
  assert.equal(stdout, 'a task may start processes\njoined 0\n');
  assert.equal(exitCode, 0);
});

test('a start outside any task is refused also when it comes later', async () => {
  const { stderr, exitCode } = await runFixture('process/unguarded-later.ts', { args: ['later'] });
  assert.equal(stderr.match(/has no main guard/g)?.length, 1, stderr);
  assert.match(stderr, /unguarded-later\.ts:18/);
  assert.equal(exitCode, 1);
});

const program = "import { Process } from 'parascope'; new Process({ target: Math.sqrt }).start();";
const ways: readonly (readonly [string, readonly string[], string | undefined])[] = [
  ['node -e', ['--input-type=module', '-e', program], undefined],
  ['node -e with arguments', ['--input-type=module', '-e', program, 'argument'], undefined],
  ['standard input', ['--input-type=module', '-'], program],
  ['standard input without a name', ['--input-type=module'], program],
];
for (const [name, args, input] of ways) {
  test(`a program that is no file is refused with the way out: ${name}`, async () => {
    const { stderr, exitCode } = await runNode(args, { input });
    assert.match(stderr, /NoScriptError: Process\.start\(\) needs a script file/);
    assert.match(stderr, /Save the program as a file/);
    assert.equal(exitCode, 1);
  });
}
