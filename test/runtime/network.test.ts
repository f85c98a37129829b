import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('Listener and Client: values cross, keys are asked for, whoever misbehaves is hung up on', async () => {
  const { lines, stderr, exitCode } = await runFixture('connection/network.ts');
  assert.deepEqual(
    lines,
    ['values', 'refusals', 'keys', 'threads', 'unixSocket', 'hostilePeers', 'hostileMessages', 'silentListener'],
    stderr,
  );
  assert.equal(stderr, '');
  assert.equal(exitCode, 0);
});

test('connections end with who has them: what was sent arrives, no socket, file or thread is left behind', async () => {
  const { lines, stderr, exitCode } = await runFixture('connection/network-ends.ts');
  assert.deepEqual(lines, ['whatWasSentArrives', 'aKilledPeerIsTheEnd', 'nothingIsLeftBehind', 'threadsToo'], stderr);
  assert.equal(stderr, '');
  assert.equal(exitCode, 0);
});
