/** What a process loads at its start: little, and what is put off is there for whoever asks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('a process starts without threads, streams and sockets, and whoever asks for threads hears that it is no main one', async () => {
  const { stderr, lines } = await runFixture('own-process/light-start.ts');
  assert.equal(stderr, '');
  assert.deepEqual(lines, [
    'computes []',
    'owns [ 1, 2 ]',
    'getBuiltinModule, node: false',
    'getBuiltinModule false',
    'require, node: false',
    'require false',
    'import, node: false',
    'import false',
    'import of the default false',
    'import after require [ false, false ]',
    'puts []',
  ]);
});
