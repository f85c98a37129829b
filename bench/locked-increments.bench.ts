/**
 * ns per increment of one shared counter under one lock, by 1 and 2 workers: our Lock and Value beside a hand-written
 * Atomics mutex, `Atomics.add`, and Python. Isolates the cost of taking and giving back a lock.
 */
import { isMainThread } from 'node:worker_threads';
import { LOCK_WORDS, lockAt } from '../runtime/src/synchronize/lock.ts';
import { rlockAt } from '../runtime/src/synchronize/rlock.ts';
import { type Value, valueIn } from '../runtime/src/sharedctypes/value.ts';
import { compare, type Comparison, type Contender, saveResults } from './harness.ts';
import { hasPython, pythonContender } from './python-side.ts';
import { runPart, timeThreads } from './threads.ts';

const INCREMENTS = 2_000_000;
/** Enough that the engine has compiled all of it when time begins to run. */
const WARM_UP = 500_000;

interface Data {
  readonly memory: SharedArrayBuffer;
  readonly counter: SharedArrayBuffer;
  readonly count: number;
}

/** The floor: the well-known three-state mutex (free, taken, taken and waited for). */
class HandWrittenMutex {
  readonly words: Int32Array<SharedArrayBuffer>;
  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }
  lock(): void {
    let seen = Atomics.compareExchange(this.words, 0, 0, 1);
    while (seen !== 0) {
      if (seen === 2 || Atomics.compareExchange(this.words, 0, 1, 2) !== 0) Atomics.wait(this.words, 0, 2);
      seen = Atomics.compareExchange(this.words, 0, 0, 2);
    }
  }
  unlock(): void {
    if (Atomics.exchange(this.words, 0, 0) === 2) Atomics.notify(this.words, 0, 1);
  }
}

function job(prepare: (data: Data) => (count: number) => void) {
  return (data: Data) => {
    const loop = prepare(data);
    return { warm: () => loop(WARM_UP), run: () => loop(data.count) };
  };
}

const jobs = {
  atomicAdd: job(({ counter }) => {
    const words = new Int32Array(counter);
    return (count) => {
      for (let i = 0; i < count; i++) Atomics.add(words, 0, 1);
    };
  }),
  handWritten: job(({ memory, counter }) => {
    const mutex = new HandWrittenMutex(memory);
    const words = new Int32Array(counter);
    return (count) => {
      for (let i = 0; i < count; i++) {
        mutex.lock();
        words[0]!++;
        mutex.unlock();
      }
    };
  }),
  lock: job(({ memory, counter }) => {
    const lock = lockAt(memory, 0);
    const words = new Int32Array(counter);
    return (count) => {
      for (let i = 0; i < count; i++) {
        lock.acquireSync();
        words[0]!++;
        lock.release();
      }
    };
  }),
  rlock: job(({ memory, counter }) => {
    const lock = rlockAt(memory, 0);
    const words = new Int32Array(counter);
    return (count) => {
      for (let i = 0; i < count; i++) {
        lock.acquireSync();
        words[0]!++;
        lock.release();
      }
    };
  }),
  value: job(({ memory }) => {
    const value = valueIn(memory, 'i') as Value<'i'>;
    const lock = value.getLock();
    return (count) => {
      for (let i = 0; i < count; i++) {
        lock.acquireSync();
        value.value += 1;
        lock.release();
      }
    };
  }),
  valueUsing: job(({ memory }) => {
    const value = valueIn(memory, 'i') as Value<'i'>;
    return (count) => {
      for (let i = 0; i < count; i++) {
        using _held = value.getLock().acquireSync();
        value.value += 1;
      }
    };
  }),
};

async function nsPerIncrement(name: keyof typeof jobs, workers: number): Promise<number> {
  // Room for a number and its lock, or for a lock: all zero is free.
  const memory = new SharedArrayBuffer(8 + LOCK_WORDS * 4);
  const counter = new SharedArrayBuffer(64);
  const parts = Array.from({ length: workers }, () => ({
    job: name,
    data: { memory, counter, count: INCREMENTS / workers },
  }));
  const tookMs = await timeThreads(import.meta.url, parts);
  const total = name.startsWith('value') ? valueIn(memory, 'i').value : new Int32Array(counter)[0]!;
  const expected = (INCREMENTS / workers + WARM_UP) * workers;
  if (total !== expected) throw new Error(`${name}: ${total} increments arrived, expected ${expected}`);
  return (tookMs * 1e6) / INCREMENTS;
}

function besideByHand(workers: number): Promise<Comparison> {
  const contenders: Record<string, Contender> = {};
  for (const name of Object.keys(jobs) as (keyof typeof jobs)[]) contenders[name] = () => nsPerIncrement(name, workers);
  return compare(
    {
      title: `locked increments, ${titleOf(workers)}`,
      unit: 'ns each',
      base: 'handWritten',
      targets: { lock: { atMost: 1.3 }, value: { atMost: 1.3 } },
    },
    contenders,
  );
}

function besidePython(workers: number): Promise<Comparison> {
  return compare(
    {
      title: `the same beside Python, ${titleOf(workers)}`,
      unit: 'ns each',
      base: 'value',
      targets: { 'Python, Value and get_lock': { atLeast: 15 } },
    },
    {
      value: () => nsPerIncrement('value', workers),
      'Python, Value and get_lock': pythonContender('locked_increments.py', String(workers)),
    },
  );
}

const titleOf = (workers: number): string => `${workers} worker${workers > 1 ? 's' : ''}`;

if (isMainThread) {
  const comparisons = [await besideByHand(1), await besideByHand(2)];
  if (hasPython()) comparisons.push(await besidePython(1), await besidePython(2));
  saveResults('locked-increments', comparisons);
} else await runPart(jobs);
