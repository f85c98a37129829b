import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runEnding } from '../faults/run-ending.ts';
import { nodeUnderTest } from './run-fixture.ts';

const skip = process.platform === 'win32' && 'there are no signals';

for (let seed = 1; seed <= 8; seed++) {
  test(
    `a program struck at any moment, seed ${seed}: exit code and trace are kept, nothing else`,
    { skip },
    async () => {
      assert.deepEqual(await runEnding(seed, nodeUnderTest), [], `again: npm run soak -- --ending ${seed}`);
    },
  );
}
