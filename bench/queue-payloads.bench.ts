/**
 * Gigabytes per second of 64 KiB payloads through one queue, one producer and one consumer: our Queue beside a
 * MessageChannel (copying and transferring), a bare copy of memory, and Python. Isolates how often the bytes are copied.
 */
import { isMainThread, MessageChannel, type MessagePort } from 'node:worker_threads';
import { queueIn } from '../runtime/src/queues/queue.ts';
import { createRingMemory } from '../runtime/src/shared-memory/ring-memory.ts';
import { compare, type Contender, saveResults } from './harness.ts';
import { hasPython, pythonContender } from './python-side.ts';
import { runPart, timeThreads } from './threads.ts';

const BYTES = 65_536;
const COUNT = 20_000;
const GIGABYTES = (BYTES * COUNT) / 1e9;
/** Messages on their way at most: an unlimited queue would measure how memory grows. */
const MAXSIZE = 64;

interface Data {
  readonly memory: SharedArrayBuffer;
  readonly port?: MessagePort;
  readonly transfer?: boolean;
}

const jobs = {
  put: ({ memory }: Data) => ({
    warm: () => undefined,
    run: () => {
      const queue = queueIn(memory);
      const payload = new Uint8Array(BYTES).fill(7);
      for (let i = 0; i < COUNT; i++) queue.putSync(payload);
    },
  }),
  get: ({ memory }: Data) => ({
    warm: () => undefined,
    run: () => {
      const queue = queueIn(memory);
      for (let i = 0; i < COUNT; i++) queue.getSync();
    },
  }),
  copy: () => ({
    warm: () => undefined,
    run: () => {
      const from = new Uint8Array(BYTES).fill(7);
      const to = new Uint8Array(new SharedArrayBuffer(BYTES));
      for (let i = 0; i < COUNT; i++) to.set(from);
    },
  }),
  // At most MAXSIZE on their way, as through the queue: the consumer counts what it has in shared memory.
  post: ({ memory, port, transfer = false }: Data) => ({
    warm: () => undefined,
    run: async () => {
      const got = new Int32Array(memory);
      const payload = new Uint8Array(BYTES).fill(7);
      for (let i = 0; i < COUNT; i++) {
        const seen = Atomics.load(got, 0);
        if (i - seen >= MAXSIZE) await Atomics.waitAsync(got, 0, seen).value;
        if (transfer) {
          const made = new Uint8Array(BYTES);
          port!.postMessage(made, [made.buffer]);
        } else port!.postMessage(payload);
      }
    },
  }),
  receive: ({ memory, port }: Data) => ({
    warm: () => undefined,
    run: () =>
      new Promise<void>((resolve) => {
        const got = new Int32Array(memory);
        port!.on('message', () => {
          const count = Atomics.add(got, 0, 1) + 1;
          Atomics.notify(got, 0);
          if (count === COUNT) resolve();
        });
      }),
  }),
};

async function rate(...parts: Parameters<typeof timeThreads>[1]): Promise<number> {
  return GIGABYTES / ((await timeThreads(import.meta.url, parts)) / 1000);
}

function throughChannel(transfer: boolean): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  const memory = new SharedArrayBuffer(8);
  return rate(
    { job: 'post', data: { memory, port: port1, transfer }, transfer: [port1] },
    { job: 'receive', data: { memory, port: port2 }, transfer: [port2] },
  );
}

if (isMainThread) {
  const contenders: Record<string, Contender> = {
    messageChannel: () => throughChannel(false),
    'messageChannel, transferred': () => throughChannel(true),
    queue: () => {
      const memory = createRingMemory({ maxsize: MAXSIZE });
      return rate({ job: 'put', data: { memory } }, { job: 'get', data: { memory } });
    },
    'one copy of memory': () => rate({ job: 'copy', data: {} }),
  };
  if (hasPython()) contenders['python, Queue'] = pythonContender('queue_payloads.py');
  saveResults('queue-payloads', [
    await compare(
      {
        title: '64 KiB payloads through a queue, 1 -> 1',
        unit: 'GB/s',
        base: 'messageChannel',
        targets: { queue: { atLeast: 1 } },
      },
      contenders,
    ),
  ]);
} else await runPart(jobs);
