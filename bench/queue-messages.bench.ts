/**
 * Messages per second through one queue, small objects `[42, null, 'hello']`: our Queue (sync and async) beside a
 * MessageChannel and Python's Queue. One producer, or two, and one consumer, each in a thread of its own. Isolates
 * encoding, the ring and its waits.
 */
import { isMainThread, MessageChannel, type MessagePort } from 'node:worker_threads';
import { Queue, queueIn } from '../runtime/src/queues/queue.ts';
import { createRingMemory } from '../runtime/src/shared-memory/ring-memory.ts';
import { compare, type Comparison, type Contender, saveResults } from './harness.ts';
import { hasPython, pythonContender } from './python-side.ts';
import { runPart, timeThreads } from './threads.ts';

const MESSAGES = 400_000;
const WARM_UP = 20_000;

interface Data {
  readonly memory: SharedArrayBuffer;
  readonly count: number;
}

interface PortData {
  readonly port: MessagePort;
  readonly count: number;
}

const message = (): unknown => [42, null, 'hello'];

/** Puts and gets in this thread, so that the engine has compiled what is measured. */
function warmQueue(): void {
  const queue = new Queue();
  for (let i = 0; i < WARM_UP; i++) queue.putSync(message());
  for (let i = 0; i < WARM_UP; i++) queue.getSync();
}

const jobs = {
  putSync: ({ memory, count }: Data) => ({
    warm: warmQueue,
    run: () => {
      const queue = queueIn(memory);
      for (let i = 0; i < count; i++) queue.putSync(message());
    },
  }),
  getSync: ({ memory, count }: Data) => ({
    warm: warmQueue,
    run: () => {
      const queue = queueIn(memory);
      for (let i = 0; i < count; i++) queue.getSync();
    },
  }),
  put: ({ memory, count }: Data) => ({
    warm: warmQueue,
    run: async () => {
      const queue = queueIn(memory);
      for (let i = 0; i < count; i++) await queue.put(message());
    },
  }),
  get: ({ memory, count }: Data) => ({
    warm: warmQueue,
    run: async () => {
      const queue = queueIn(memory);
      for (let i = 0; i < count; i++) await queue.get();
    },
  }),
  post: ({ port, count }: PortData) => ({
    warm: () => undefined,
    run: async () => {
      for (let i = 0; i < count; i++) {
        port.postMessage(message());
        // Let the port send now and then, as a producer with anything else to do does.
        if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    },
  }),
  receive: ({ port, count }: PortData) => ({
    warm: () => undefined,
    run: () =>
      new Promise<void>((resolve) => {
        let got = 0;
        port.on('message', () => {
          if (++got === count) resolve();
        });
      }),
  }),
};

async function throughQueue(put: 'put' | 'putSync', get: 'get' | 'getSync', producers: number): Promise<number> {
  const memory = createRingMemory({});
  const count = MESSAGES / producers;
  const parts = [
    ...Array.from({ length: producers }, () => ({ job: put, data: { memory, count } })),
    { job: get, data: { memory, count: MESSAGES } },
  ];
  return MESSAGES / (await timeThreads(import.meta.url, parts)) / 1000;
}

/** One channel per producer; the consumer listens to all of them. */
async function throughChannel(): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  const parts = [
    { job: 'post', data: { port: port1, count: MESSAGES }, transfer: [port1] },
    { job: 'receive', data: { port: port2, count: MESSAGES }, transfer: [port2] },
  ];
  return MESSAGES / (await timeThreads(import.meta.url, parts)) / 1000;
}

function compareWith(producers: number): Promise<Comparison> {
  const contenders: Record<string, Contender> = {
    messageChannel: throughChannel,
    sync: () => throughQueue('putSync', 'getSync', producers),
    async: () => throughQueue('put', 'get', producers),
  };
  if (hasPython()) contenders['python, Queue'] = pythonContender('queue_messages.py', String(producers));
  return compare(
    {
      title: `small messages through a queue, ${producers} -> 1${producers > 1 ? ' (the channel 1 -> 1)' : ''}`,
      unit: 'million per second',
      base: 'messageChannel',
      targets: { async: { atLeast: 1.5 } },
    },
    contenders,
  );
}

if (isMainThread) saveResults('queue-messages', [await compareWith(1), await compareWith(2)]);
else await runPart(jobs);
