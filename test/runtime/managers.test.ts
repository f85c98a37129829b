import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('the objects of a manager are used through proxies by all threads of a program', async () => {
  const { lines, stderr, exitCode } = await runFixture('managers/types.ts');
  assert.deepEqual(lines, ['lists', 'dicts', 'copies', 'nested', 'processes'], stderr);
  assert.deepEqual([stderr, exitCode], ['', 0]);
});

test('what waits at objects of a manager holds nobody up, ends in time, and outlives whoever dies', async () => {
  const { lines, stderr, exitCode } = await runFixture('managers/waits.ts');
  assert.deepEqual(lines, ['waits', 'locks', 'serverDies', 'clientDies', 'notifiedClientDies'], stderr);
  assert.equal(exitCode, 0, stderr);
  // Locks that were taken over are told.
  assert.match(stderr, /^(parascope: a manager's lock was taken over[^\n]*\n)\1$/);
});

test('classes of the user’s own live in a manager; what they throw comes back with both stacks', async () => {
  const { lines, stderr, exitCode } = await runFixture('managers/registered.ts');
  assert.deepEqual(lines, ['registered', 'errors'], stderr);
  assert.equal(exitCode, 0, stderr);
  // An initializer that fails is told by the server.
  assert.match(stderr, /^Process Bank-\d+:\nSyntaxError: not today\n[^\n]*\n$/);
});

test('an object lives as long as anybody has a proxy of it: a thread, a message, another object', async () => {
  const { lines, stderr, exitCode } = await runFixture('managers/counts.ts');
  assert.deepEqual(lines, ['droppedProxies', 'inAQueue', 'inAThread', 'inAnotherObject'], stderr);
  assert.equal(exitCode, 0, stderr);
});

test('a manager with an address serves other programs that have its authkey, and is not led astray by strangers', async () => {
  const { lines, stderr, exitCode } = await runFixture('managers/remote.ts');
  assert.deepEqual(
    lines,
    ['anotherProgram', 'anotherProgramDies', 'keys', 'tooLargeAnswers', 'hostileClients', 'servedHere'],
    stderr,
  );
  assert.equal(exitCode, 0, stderr);
});

test('a program that leaves a manager running, with proxies, ends', async () => {
  const { lines, stderr, exitCode } = await runFixture('managers/left-running.ts');
  assert.deepEqual(lines, ['3'], stderr);
  assert.equal(stderr, '');
  assert.equal(exitCode, 0);
});

test('locks of a manager that wait for each other are a deadlock, and are told as one', async () => {
  const { stderr, exitCode } = await runFixture('managers/deadlock.ts');
  assert.match(stderr, /^parascope: deadlock:[^\n]*\n {2}MainProcess waits for an answer of SyncManager-1/);
  for (const name of ['forth', 'back'])
    assert.ok(stderr.includes(`  ${name} waits for an answer of SyncManager-1`), stderr);
  assert.equal(exitCode, 1);
});
