/** This thread's network thread, which owns its sockets: started by the first Listener or Client, and ended with this thread. */
import { unlinkSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { workerThreads } from '../node-threads.ts';
import { currentSeat } from '../instrument/record.ts';
import { ControlBlock } from '../process/control-block.ts';
import { createThread } from '../process/create-thread.ts';
import { threadIdentity } from '../process/thread-identity.ts';
import { claimThread, runBuffer, type ThreadId } from '../shared-memory/run-block.ts';
import { startHelperThread } from '../supervisor/helper-thread.ts';
import { tellSupervisor } from '../supervisor/supervisor-client.ts';
import type { NetworkOrder, NetworkStart } from '../network/orders.ts';
import type { RecordedAs } from '../network/recorded-as.ts';
import type { Connection } from './connection.ts';
import { createPipe } from './pipe.ts';
import { type EndIndex, holdersOf, type PipeMemory } from './pipe-memory.ts';

/** How long the end of this thread waits until what was sent has left: a peer may not be reading. */
const FLUSH_MS = 2000;

interface NetworkThread {
  readonly worker: Worker;
  readonly thread: ThreadId;
}

let network: NetworkThread | undefined;
/** Unix sockets that this thread listens at: a thread that is torn down does not always take them away. */
const socketFiles = new Set<string>();

/** A pipe to the network thread, this thread's end of it, by default the first, and what it is in the trace. */
export interface NetworkPipe {
  readonly connection: Connection;
  readonly memory: PipeMemory;
  readonly recordedAs: RecordedAs;
}

/** `mostBytes`: of a message; `end`: this thread's. */
export function pipeToNetwork(mostBytes: number, end: EndIndex = 0): NetworkPipe {
  const { thread } = networkThread();
  const { connection, memory } = createPipe('Connection', mostBytes, end);
  holdersOf(memory, end === 0 ? 1 : 0).hold(thread);
  const recordedAs = { originMs: currentSeat()?.originMs ?? 0, object: connection.messages('in')!.ring.objectId };
  // The network thread sees bytes: it neither encodes nor decodes them.
  return { connection, memory: { ...memory, mostBytes: undefined }, recordedAs };
}

/** Tells the network thread what to do. */
export function tellNetwork(order: NetworkOrder): void {
  networkThread().worker.postMessage(order);
}

/** That Unix socket is there until `forgetSocketFile`, or the end of this thread. */
export function rememberSocketFile(path: string): void {
  if (process.platform !== 'win32') socketFiles.add(path);
}

/** It is not, any more. */
export function forgetSocketFile(path: string): void {
  socketFiles.delete(path);
}

function networkThread(): NetworkThread {
  network ??= startNetwork();
  return network;
}

function startNetwork(): NetworkThread {
  const control = new ControlBlock();
  const thread = claimThread();
  control.thread = thread;
  // However it ends, it ends with this thread: that is nothing to be told of.
  control.recordExit(0);
  const { MessageChannel } = workerThreads();
  const { port1, port2 } = new MessageChannel();
  const start: NetworkStart = { run: runBuffer(), thread, lifeline: port1 };
  const worker = createThread('the thread that owns the sockets', thread, () =>
    startHelperThread({ entry: 'network', name: 'network', workerData: start, transferList: [port1] }),
  );
  const parent = threadIdentity().control.buffer;
  tellSupervisor(
    {
      type: 'watch',
      lifeline: port2,
      control: control.buffer,
      parent,
      name: 'parascope-network',
      thread,
      bell: null,
      has: [],
    },
    [port2],
  );
  // What it had ends with it, and is told so; the next Listener or Client gets another.
  worker.on('exit', () => {
    network = undefined;
    process.off('exit', endNetwork);
  });
  process.once('exit', endNetwork);
  return { worker, thread };
}

/** What was sent leaves, and nothing is left behind. */
function endNetwork(): void {
  if (network === undefined) return;
  const done = new Int32Array(new SharedArrayBuffer(4));
  network.worker.postMessage({ type: 'end', done: done.buffer } satisfies NetworkOrder);
  Atomics.wait(done, 0, 0, FLUSH_MS);
  for (const path of socketFiles) {
    try {
      unlinkSync(path);
    } catch {
      // The network thread was quicker.
    }
  }
}
