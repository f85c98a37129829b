import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

async function told(way: string): Promise<readonly string[]> {
  const { lines, exitCode } = await runFixture('pool/streams.ts', { args: [way] });
  assert.equal(exitCode, 0);
  return lines;
}

for (const way of ['executor', 'pool']) {
  test(`${way}: a stream of nothing ends, and what waits for the end of the ${way} too`, async () => {
    assert.deepEqual(await told(way), ['', 'ended']);
  });
}

test('a stream whose source ends after its last result ends, and its pool too', async () => {
  assert.deepEqual(await told('source'), ['3 6', 'ended']);
});

test('a worker that dies costs a stream the chunk it had in hand, and no other result', async () => {
  const dead = 'WorkerDiedError';
  assert.deepEqual(await told('death'), [
    `3 6 ${dead} 15 18 21`,
    `${Array.from({ length: 10 }, () => dead).join(' ')} 15`,
    `3 6 ${dead}`,
    'ended',
  ]);
});
