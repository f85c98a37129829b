import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('a process goes through its life: names, arguments, class, join with and without time limit', async () => {
  const { lines, stderr, exitCode } = await runFixture('process/lifecycle.ts');
  assert.equal(stderr, '');
  const told = (name: string, greeting: string, times: number) =>
    JSON.stringify({ greeting, times, name, parent: 'MainProcess', isMain: false, loads: 1, pid: true });
  assert.deepEqual(lines, [
    'Process-1,reader,Process-3 false null undefined',
    told('Process-1', 'hello', 2),
    'Process-1 false 0 true number',
    told('reader', 'hi', 1),
    'reader false 0 true number',
    'Process-3 counts from 7, 1 2, true',
    'Process-3 false 0 true number',
    'alive true [ true ]',
    'ended 0 0 MainProcess null',
  ]);
  assert.equal(exitCode, 0);
});

for (const mode of ['awaited', 'blocked']) {
  test(`exit codes are Python's and errors are told with their line, main ${mode}`, async () => {
    const { lines, stderr, exitCode } = await runFixture('process/exit-codes.ts', { args: [mode] });
    assert.deepEqual(lines, [
      'finishes 0',
      'finishesLater 0',
      'throws 1',
      'rejects 1',
      'unhandled 1',
      'throwsLater 1',
      'right before',
      'exit handler ran',
      'exits 9',
      'setsCode 3',
      'overflows 1',
      'neverSettles 13',
      'terminate -15 false',
      'kill -9 false',
      'unborn -15',
    ]);
    assert.equal(exitCode, 0);
    assert.match(stderr, /^Process throws:\nTypeError: bad thing\n {4}at throws \(.*exit-codes\.ts:8:9\)/m);
    assert.match(stderr, /\[cause\]: Error: the reason/);
    assert.match(stderr, /^Process rejects:\nRangeError: too late\n {4}at .*rejects \(.*exit-codes\.ts:12:9\)/m);
    assert.match(stderr, /^Process unhandled:\nError: nobody looks\n {4}at unhandled \(.*exit-codes\.ts:15:23\)/m);
    assert.match(stderr, /^Process throwsLater:\nError: from a timer\n/m);
    assert.match(stderr, /^Process overflows:\nRangeError: Maximum call stack size exceeded\n/m);
    assert.match(
      stderr,
      /^Process neverSettles:\nthe target of neverSettles awaits something that can no longer happen/m,
    );
    assert.doesNotMatch(stderr, /dist\/(chunks|worker)/, 'frames of the package say nothing to the user');
  });
}

test('misuse is refused in words', async () => {
  const { lines, stderr } = await runFixture('process/misuse.ts');
  const expected: readonly (string | RegExp)[] = [
    /^join before start: ProcessStateError: join\(\) on Process-1, which has not been started/,
    /^terminate before start: ProcessStateError: terminate\(\) on Process-1, which has not been started/,
    /^start twice: ProcessStateError: Process-1 cannot be started twice/,
    /^daemon after start: ProcessStateError: Process-1 has started/,
    /^use after close: ProcessStateError: isAlive on Process-1, which is closed/,
    /^close while it runs: ProcessStateError: Process-2 cannot be closed while it runs/,
    /^argument: NotCloneableError: args\[0\]\.inner\[0\] is Symbol\(s\)/,
    /^not a function: TypeError: target: expected a function, found number/,
    'joinsItself 1',
    'hasChild 1',
  ];
  assert.equal(lines.length, expected.length, lines.join('\n'));
  for (const [index, line] of lines.entries()) {
    const want = expected[index]!;
    if (typeof want === 'string') assert.equal(line, want);
    else assert.match(line, want);
  }
  assert.match(stderr, /Process-4 cannot join itself/);
  assert.match(stderr, /Process-5 is a daemon and may have no children/);
});

test('at the natural end children are joined and daemons stopped', async () => {
  const { lines, exitCode } = await runFixture('process/end.ts');
  assert.deepEqual(lines, ['child ends', 'main ends with 0']);
  assert.equal(exitCode, 0);
});

test('process.exit joins children too', async () => {
  const { lines, exitCode } = await runFixture('process/end.ts', { args: ['exit'] });
  assert.deepEqual(lines, ['child ends', 'main ends with 4']);
  assert.equal(exitCode, 4);
});

test('an uncaught error in main stops the children', async () => {
  const { stdout, stderr, exitCode } = await runFixture('process/end.ts', { args: ['throw'] });
  assert.match(stderr, /Error: main fails/);
  assert.doesNotMatch(stdout, /child ends/);
  assert.equal(exitCode, 1);
});

test('a script with a top-level await works in a folder whose package has no type', async () => {
  const { lines, stderr, exitCode } = await runFixture('process/typeless-await/main.ts');
  assert.deepEqual({ lines, stderr, exitCode }, { lines: ['hello world'], stderr: '', exitCode: 0 });
});
