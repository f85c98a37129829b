/**
 * Messages per second through one queue, small objects `[42, null, 'hello']`: our Queue (sync and async) beside a ring with
 * a compact codec by hand, a MessageChannel and Python's Queue. One producer, or two, and one consumer, each in a thread of
 * its own. Isolates encoding, the ring and its waits.
 */
import { isMainThread, MessageChannel, type MessagePort } from 'node:worker_threads';
import { Queue, queueIn } from '../runtime/src/queues/queue.ts';
import { createRingMemory } from '../runtime/src/shared-memory/ring-memory.ts';
import { createHandRingMemory, HandRing } from './hand-ring.ts';
import { compare, type Comparison, saveResults } from './harness.ts';
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

const message = (): (number | string | null)[] => [42, null, 'hello'];

/** Puts and gets in this thread, so that the engine has compiled what is measured. */
function warmQueue(): void {
  const queue = new Queue();
  for (let i = 0; i < WARM_UP; i++) queue.putSync(message());
  for (let i = 0; i < WARM_UP; i++) queue.getSync();
}

/** The same for the ring by hand; a consumer would wait for ever behind it. */
function warmHandRing(): void {
  const ring = new HandRing(createHandRingMemory());
  for (let i = 0; i < WARM_UP; i++) ring.put(message());
  for (let i = 0; i < WARM_UP; i++) ring.get();
}

const jobs = {
  putByHand: ({ memory, count }: Data) => ({
    warm: warmHandRing,
    run: () => {
      const ring = new HandRing(memory);
      for (let i = 0; i < count; i++) ring.put(message());
    },
  }),
  getByHand: ({ memory, count }: Data) => ({
    warm: warmHandRing,
    run: () => {
      const ring = new HandRing(memory);
      for (let i = 0; i < count; i++) ring.get();
    },
  }),
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

type Pair = readonly [put: 'put' | 'putSync' | 'putByHand', get: 'get' | 'getSync' | 'getByHand'];

async function throughMemory([put, get]: Pair, memory: SharedArrayBuffer, producers: number): Promise<number> {
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

async function compareWith(producers: number): Promise<Comparison[]> {
  const arrow = `${producers} -> 1`;
  const sync = (): Promise<number> => throughMemory(['putSync', 'getSync'], createRingMemory({}), producers);
  const unit = 'million per second';
  const byHand = await compare(
    { title: `small messages through a queue, ${arrow}`, unit, base: 'by hand', targets: { sync: { atLeast: 0.5 } } },
    { 'by hand': () => throughMemory(['putByHand', 'getByHand'], createHandRingMemory(), producers), sync },
  );
  const channel = await compare(
    {
      title: `small messages, ${arrow}, beside a channel${producers > 1 ? ' (1 -> 1)' : ''}`,
      unit,
      base: 'messageChannel',
      targets: { async: { atLeast: 1.5 } },
    },
    {
      messageChannel: throughChannel,
      sync,
      async: () => throughMemory(['put', 'get'], createRingMemory({}), producers),
    },
  );
  if (!hasPython()) return [byHand, channel];
  const python = await compare(
    {
      title: `small messages, ${arrow}, beside Python`,
      unit,
      base: 'Python, Queue',
      targets: { sync: { atLeast: 15 } },
    },
    { 'Python, Queue': pythonContender('queue_messages.py', String(producers)), sync },
  );
  return [byHand, channel, python];
}

if (isMainThread) saveResults('queue-messages', [...(await compareWith(1)), ...(await compareWith(2))]);
else await runPart(jobs);
