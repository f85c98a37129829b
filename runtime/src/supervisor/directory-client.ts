/** The directory of shared memory as a thread uses it: over its line to the supervisor, never over its event loop. */
import type { MessagePort } from 'node:worker_threads';
import type { ToSupervisorMessage } from '../../../protocol/src/worker.ts';
import { workerThreads } from '../node-threads.ts';
import { currentThread } from '../shared-memory/run-block.ts';
import type { SharedDirectory } from '../shared-memory/shared-registry.ts';

/** What messages to the supervisor go through. */
export type Line = Pick<MessagePort, 'postMessage'>;

export function directoryOver(line: Line): SharedDirectory {
  return {
    publish(id, memory) {
      line.postMessage({
        type: 'publish',
        id,
        memory,
        thread: currentThread(),
      } satisfies ToSupervisorMessage<MessagePort>);
    },
    unpublish(id) {
      line.postMessage({ type: 'unpublish', id } satisfies ToSupervisorMessage<MessagePort>);
    },
    release(id) {
      line.postMessage({ type: 'release', id, thread: currentThread() } satisfies ToSupervisorMessage<MessagePort>);
    },
    unreferenced(id) {
      line.postMessage({ type: 'unreferenced', id } satisfies ToSupervisorMessage<MessagePort>);
    },
    fetchSync: (id) => askSync(line, (reply, done) => ({ type: 'fetch', id, thread: currentThread(), reply, done })),
  };
}

/** Sends a question and blocks until it is answered; undefined for the answer null. */
export function askSync(
  line: Line,
  question: (reply: MessagePort, done: SharedArrayBuffer) => ToSupervisorMessage<MessagePort>,
): SharedArrayBuffer | undefined {
  const { MessageChannel, receiveMessageOnPort } = workerThreads();
  const { port1, port2 } = new MessageChannel();
  const done = new Int32Array(new SharedArrayBuffer(4));
  line.postMessage(question(port2, done.buffer), [port2]);
  Atomics.wait(done, 0, 0);
  const answer = receiveMessageOnPort(port1)?.message as SharedArrayBuffer | null | undefined;
  port1.close();
  return answer ?? undefined;
}
