/**
 * Work of a fixed amount that a run is watched doing; prints ms, the median of three, for
 * `tasks <count> <us>`: a map of so many tasks of about so many us on a warm Pool(2);
 * `messages <count> <us>`: a producer that works about so many us for each message, and a consumer;
 * `locks <count>`: increments of a Value under its lock by one worker.
 */
import { Barrier, Pool, Process, Queue, Value, isMain } from 'parascope';

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

function produce(gate: Barrier, queue: Queue<number>, count: number, us: number): void {
  gate.waitSync();
  for (let i = 0; i < count; i++) {
    if (us > 0) work(us);
    queue.putSync(i);
  }
  gate.waitSync();
}

function increment(gate: Barrier, value: Value<'i'>, count: number): void {
  const lock = value.getLock();
  gate.waitSync();
  for (let i = 0; i < count; i++) {
    lock.acquireSync();
    value.value += 1;
    lock.release();
  }
  gate.waitSync();
}

/** Milliseconds until it has ended. */
async function timed(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

async function tasks(count: number, us: number): Promise<() => Promise<number>> {
  const pool = new Pool(2);
  const items = Array.from({ length: count }, () => us);
  await pool.map(work, items.slice(0, 1 + count / 10));
  return () => timed(() => pool.map(work, items));
}

/** The worker runs when time begins: what its start costs is another row. */
async function beside(gate: Barrier, worker: Process, run: () => void): Promise<number> {
  worker.start();
  gate.waitSync();
  const ms = await timed(() => {
    run();
    gate.waitSync();
  });
  await worker.join();
  return ms;
}

function messages(count: number, us: number): () => Promise<number> {
  return () => {
    const gate = new Barrier(2);
    const queue = new Queue<number>();
    return beside(gate, new Process({ target: produce, args: [gate, queue, count, us] }), () => {
      for (let i = 0; i < count; i++) queue.getSync();
    });
  };
}

function locks(count: number): () => Promise<number> {
  return () => {
    const gate = new Barrier(2);
    return beside(gate, new Process({ target: increment, args: [gate, new Value('i'), count] }), () => undefined);
  };
}

if (isMain) {
  const [kind = 'tasks', count = '2000', us = '100'] = process.argv.slice(2);
  const prepare = { tasks, messages, locks }[kind];
  if (prepare === undefined) throw new RangeError(`expected tasks, messages or locks, found '${kind}'`);
  const run = await prepare(Number(count), Number(us));
  const times: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) times.push(await run());
  console.log(times.toSorted((a, b) => a - b)[REPEATS >> 1]);
  process.exit();
}
