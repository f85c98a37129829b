import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('a pipe carries any value both ways, refuses with words, and ends when nobody is left', async () => {
  const { lines, stderr, exitCode } = await runFixture('connection/pipe.ts');
  assert.equal(stderr, '');
  assert.deepEqual(lines, ['values', 'bytes', 'refusals', 'processes']);
  assert.equal(exitCode, 0);
});

test('who waits at a pipe learns of the death of the other end', async () => {
  const { lines, stderr, exitCode } = await runFixture('connection/deaths.ts');
  assert.deepEqual(lines, [
    'main, blocked, sees a child die that never sent',
    'the end that main kept can be handed to another, whose messages all arrive',
    'a child that is stopped before it runs holds nothing',
    'a child killed while it is blocked ends the wait of main',
    'a sender terminated at any moment: whole messages, then the end',
  ]);
  assert.equal(stderr.match(/as planned/g)?.length, 1, stderr);
  assert.equal(exitCode, 0);
});

test('wait gives what is ready first: connections, queues, ends of processes', async () => {
  const { lines, stderr, exitCode } = await runFixture('connection/wait.ts');
  assert.equal(stderr, '');
  assert.deepEqual(lines, ['firstOf', 'sentinels', 'manyWaits', 'refused', 'idle']);
  assert.equal(exitCode, 0);
});

const inTasks: Readonly<Record<string, string>> = {
  item: 'sent',
  blocked: 'sent',
  recalled: 'sent',
  closure: 'sent',
  initargs: 'sent',
  withdrawn: 'EOFError',
  recalledAndWithdrawn: 'EOFError',
  terminated: 'EOFError',
  terminatedAtReading: 'EOFError',
  died: 'EOFError',
  closureOfDead: 'EOFError',
};

for (const [name, expected] of Object.entries(inTasks)) {
  test(`an end on its way to a pool's worker is not closed, and is once nobody will have it: ${name}`, async () => {
    const { lines, stderr, exitCode } = await runFixture('connection/in-tasks.ts', { args: [name] });
    assert.deepEqual(lines, [expected], stderr);
    assert.equal(exitCode, 0, stderr);
  });
}

for (const where of ['item', 'closure', 'queue']) {
  test(`ends in what a worker cannot read are nobody's, and who waits learns of it: ${where}`, async () => {
    const { lines, stderr } = await runFixture('connection/unreadable.ts', { args: [where] });
    assert.deepEqual(lines, ['true', 'EOFError EOFError'], stderr);
  });
}
