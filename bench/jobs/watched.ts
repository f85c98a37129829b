/**
 * Work of a fixed amount that a run is watched doing; prints ms, the median of three, for
 * `tasks <count> <us>`: a map of so many tasks of about so many us on a warm Pool(2);
 * `messages <count> <us>`: a producer that works about so many us for each message, and a consumer;
 * `locks <count>`: increments of a Value under its lock by one worker.
 */
import { Pool, Process, Queue, Value, isMain } from 'parascope';

const REPEATS = 3;
/** Rounds that take about 1 us. */
const ROUNDS_PER_US = 220;

/**
 * The same work on both sides: a task that looked at the clock would hide what is taken from it. Each round waits for a
 * division, whose time is the processor's: of a loop over integers V8's compilers made 88 us or 285, by turns.
 */
function work(us: number): number {
  let x = 1;
  for (let i = us * ROUNDS_PER_US; i > 0; i--) x = 1 / (x + 0.5);
  return x;
}

function produce(queue: Queue<number>, count: number, us: number): void {
  for (let i = 0; i < count; i++) {
    if (us > 0) work(us);
    queue.putSync(i);
  }
}

function increment(value: Value<'i'>, count: number): void {
  const lock = value.getLock();
  for (let i = 0; i < count; i++) {
    lock.acquireSync();
    value.value += 1;
    lock.release();
  }
}

async function tasks(count: number, us: number): Promise<() => Promise<unknown>> {
  const pool = new Pool(2);
  const items = Array.from({ length: count }, () => us);
  await pool.map(work, items.slice(0, 1 + count / 10));
  return () => pool.map(work, items);
}

function messages(count: number, us: number): () => Promise<unknown> {
  return async () => {
    const queue = new Queue<number>();
    const producer = new Process({ target: produce, args: [queue, count, us] });
    producer.start();
    for (let i = 0; i < count; i++) queue.getSync();
    await producer.join();
  };
}

function locks(count: number): () => Promise<unknown> {
  return async () => {
    const worker = new Process({ target: increment, args: [new Value('i'), count] });
    worker.start();
    await worker.join();
  };
}

if (isMain) {
  const [kind = 'tasks', count = '2000', us = '100'] = process.argv.slice(2);
  const prepare = { tasks, messages, locks }[kind];
  if (prepare === undefined) throw new RangeError(`expected tasks, messages or locks, found '${kind}'`);
  const run = await prepare(Number(count), Number(us));
  const times: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  console.log(times.toSorted((a, b) => a - b)[REPEATS >> 1]);
  process.exit();
}
