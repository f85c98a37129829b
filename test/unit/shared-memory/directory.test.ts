import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { Directory } from '../../../runtime/src/supervisor/directory.ts';

/** Asks; gives what has been answered by now. */
function ask(directory: Directory, id: number): () => unknown {
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  const done = new Int32Array(new SharedArrayBuffer(4));
  directory.fetch(id, { reply: port2, done, thread: 1 });
  return () => {
    if (done[0] === 0) return 'no answer yet';
    return (receiveMessageOnPort(port1) as { message: unknown }).message;
  };
}

test('who asks for memory that was given back is answered at once, before or after it was given back', () => {
  const directory = new Directory();
  const memory = new SharedArrayBuffer(8);
  directory.publish(1, memory);
  directory.unpublish(1);
  assert.equal(ask(directory, 1)(), null);
  const early = ask(directory, 2);
  assert.equal(early(), 'no answer yet');
  directory.unpublish(2);
  assert.equal(early(), null);
});

test('memory that is published again is known again', () => {
  const directory = new Directory();
  const memory = new SharedArrayBuffer(8);
  directory.publish(1, memory);
  directory.unpublish(1);
  directory.publish(1, memory);
  assert.equal((ask(directory, 1)() as SharedArrayBuffer).byteLength, 8);
});

test('a publication that came while the thread was busy beyond its patience is found before the question is given up', async (context) => {
  const directory = new Directory();
  const { port1, port2 } = new MessageChannel();
  context.after(() => port1.close());
  port2.on('message', (memory: SharedArrayBuffer) => directory.publish(1, memory));
  const answered = ask(directory, 1);
  port1.postMessage(new SharedArrayBuffer(8));
  // Its timer is due by now, and fires before the message is handled.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1100);
  let found = answered();
  while (found === 'no answer yet') {
    await new Promise((resolve) => setImmediate(resolve));
    found = answered();
  }
  assert.equal((found as SharedArrayBuffer | null)?.byteLength, 8);
});
