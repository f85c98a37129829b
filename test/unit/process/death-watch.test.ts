import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { ControlBlock } from '../../../runtime/src/process/control-block.ts';
import { claimThread, isThreadAlive } from '../../../runtime/src/shared-memory/run-block.ts';
import { createDeathWatch } from '../../../runtime/src/supervisor/death-watch.ts';

for (const seenBy of ['nobody', 'its parent']) {
  test(`a thread that was stopped before it ran gives its place back, its end seen by ${seenBy}`, async () => {
    const { handle } = createDeathWatch(() => assert.fail('main waits for nothing'));
    const control = new ControlBlock();
    // The end that the worker would hold: it is never received, and closes by itself never.
    const { port1, port2 } = new MessageChannel();
    const bell = new Int32Array(new SharedArrayBuffer(4));
    const thread = claimThread();
    const parent = new ControlBlock();
    handle({
      type: 'watch',
      lifeline: port2,
      control: control.buffer,
      parent: parent.buffer,
      name: 'unborn',
      thread,
      bell: bell.buffer,
      has: [],
    });
    control.requestStop(15);
    handle({ type: 'stop-early', control: control.buffer, thread });
    if (seenBy === 'its parent') control.markEnded();
    assert.equal(isThreadAlive(thread), true);
    await Atomics.waitAsync(bell, 0, 0).value;
    assert.equal(isThreadAlive(thread), false);
    assert.equal(control.exitCode, -15);
    port1.close();
  });
}
