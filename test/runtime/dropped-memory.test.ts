import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

const skip = process.platform === 'linux' ? false : 'only Linux tells what memory a program has reserved';

test(
  'shared objects that were sent and that nobody has any more give their memory back; those that are kept go on',
  { skip },
  async () => {
    const { lines, stderr } = await runFixture('synchronize/dropped-memory.ts');
    assert.deepEqual(lines, ['1000', '7 few'], stderr);
    assert.equal(stderr, '');
  },
);
