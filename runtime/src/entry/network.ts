/**
 * First module of a network thread: it owns the sockets of the thread that started it, so that a message goes out and comes in
 * while that one computes or blocks. It runs no code of the user's.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { attachThread } from '../shared-memory/run-block.ts';
import { allFlushed } from '../network/carrier.ts';
import { connect } from '../network/connecting.ts';
import { closeListenings, Listening, listeningOf } from '../network/listening.ts';
import type { NetworkOrder, NetworkStart } from '../network/orders.ts';
import { Connection } from '../connection/connection.ts';

if (parentPort === null) throw new Error('parascope: entry/network runs in a worker thread only');

const { run, thread, lifeline } = workerData as NetworkStart;
attachThread(run, thread);
// Never answered, so that nobody takes this thread for one that can do nothing: a peer may send at any time.
lifeline.on('message', () => undefined);
lifeline.unref();
parentPort.on('message', (order: NetworkOrder) => void carryOut(order));

async function carryOut(order: NetworkOrder): Promise<void> {
  switch (order.type) {
    case 'connect':
      await connect(order);
      break;
    case 'listen':
      new Listening(order);
      break;
    case 'accept': {
      const listening = listeningOf(order.listener);
      if (listening === undefined) new Connection(order.pipe, 0).close();
      else listening.accept(order);
      break;
    }
    case 'end': {
      closeListenings();
      await allFlushed();
      const done = new Int32Array(order.done);
      Atomics.store(done, 0, 1);
      Atomics.notify(done, 0);
    }
  }
}
