/** What a task leaves behind is told, also where its worker is not wanted any more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

for (const way of ['terminated', 'blocking', 'disposed', 'closed', 'forgotten', 'exit', 'executor']) {
  test(`a rejection that a task leaves behind is told with worker, task and stack when its pool ends at once: ${way}`, async () => {
    const { lines, stderr } = await runFixture('pool/left-behind.ts', { args: [way] });
    assert.deepEqual(lines, [way === 'executor' ? '3' : '[ 1, 2, 3, 4 ]']);
    assert.match(stderr, /^Process \w+-\d:\nError: left behind\n {4}at leaves \(.*left-behind\.ts:5:/m, way);
    assert.match(stderr, /^\(a promise that no task awaited; last task: leaves\)$/m);
    assert.equal(stderr.split('left behind').length, 2, 'it is told once');
  });
}
