/** The directory of shared memory as a thread uses it: over its line to the supervisor, never over its event loop. */
import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { ToSupervisorMessage } from '../../../protocol/src/worker.ts';
import type { SharedDirectory } from '../shared-memory/shared-registry.ts';

/** What messages to the supervisor go through. */
export type Line = Pick<MessagePort, 'postMessage'>;

export function directoryOver(line: Line): SharedDirectory {
  return {
    publish(id, memory) {
      line.postMessage({ type: 'publish', id, memory } satisfies ToSupervisorMessage<MessagePort>);
    },
    fetchSync(id) {
      const { port1, port2 } = new MessageChannel();
      const done = new Int32Array(new SharedArrayBuffer(4));
      const message: ToSupervisorMessage<MessagePort> = { type: 'fetch', id, reply: port2, done: done.buffer };
      line.postMessage(message, [port2]);
      Atomics.wait(done, 0, 0);
      const answer = receiveMessageOnPort(port1)?.message as SharedArrayBuffer | null | undefined;
      port1.close();
      return answer ?? undefined;
    },
  };
}
