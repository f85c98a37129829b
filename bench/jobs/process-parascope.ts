/**
 * What crosses the border of a process, by the start method `'process'`. First argument: `results` (small messages of a process
 * to main, thousand per second), `orders` (of main to a process), `payloads` (64 KiB of a process to main, MB per second),
 * `increments` of a Value under its lock (thousand per second; second argument: processes), `calls` of a manager's proxies in a
 * process (thousand per second), or `idle` (KiB of resident memory of a process that waits).
 */
import { readFileSync } from 'node:fs';
import { Event, type ListProxy, Process, Queue, SyncManager, Value, isMain, setStartMethod } from 'parascope';

const MESSAGES = 30_000;
const PAYLOADS = 2_000;
const PAYLOAD_BYTES = 65_536;
const INCREMENTS = 4_000;
const CALLS = 4_000;

const message = (): (number | string | null)[] => [42, null, 'hello'];

/** Thousand per second. */
const rate = (count: number, sinceMs: number): number => count / (performance.now() - sinceMs);

function puts(queue: Queue, count: number, payloadBytes: number): void {
  queue.putSync('ready');
  const payload = new Uint8Array(payloadBytes);
  for (let i = 0; i < count; i++) queue.putSync(payloadBytes > 0 ? payload : message());
}

function takes(orders: Queue, results: Queue<number>): void {
  orders.getSync();
  const start = performance.now();
  for (let i = 0; i < MESSAGES; i++) orders.getSync();
  results.putSync(rate(MESSAGES, start));
}

function increments(value: Value<'i'>, ready: Queue<string>, go: Event, count: number): void {
  ready.putSync('ready');
  go.waitSync();
  for (let i = 0; i < count; i++) {
    using _held = value.getLock().acquireSync();
    value.value++;
  }
}

async function callsProxies(list: ListProxy<number>, results: Queue<number>): Promise<void> {
  for (let i = 0; i < 500; i++) await list.append(1);
  const start = performance.now();
  for (let i = 0; i < CALLS / 2; i++) {
    await list.append(1);
    await list.get(0);
  }
  results.putSync(rate(CALLS, start));
}

function waits(ready: Queue<string>, end: Event): void {
  ready.putSync('ready');
  end.waitSync();
}

async function measureTaking(queue: Queue, process: Process, count: number): Promise<number> {
  process.start();
  await queue.get();
  const start = performance.now();
  for (let i = 0; i < count; i++) queue.getSync();
  const perSecond = rate(count, start);
  await process.join();
  return perSecond;
}

const jobs: Record<string, (processes: number) => Promise<number>> = {
  results() {
    const queue = new Queue();
    return measureTaking(queue, new Process({ target: puts, args: [queue, MESSAGES, 0] }), MESSAGES);
  },
  async orders() {
    const [orders, results] = [new Queue(), new Queue<number>()];
    const taker = new Process({ target: takes, args: [orders, results] });
    taker.start();
    for (let i = 0; i <= MESSAGES; i++) orders.putSync(message());
    const perSecond = await results.get();
    await taker.join();
    return perSecond;
  },
  async payloads() {
    const queue = new Queue();
    const process = new Process({ target: puts, args: [queue, PAYLOADS, PAYLOAD_BYTES] });
    return ((await measureTaking(queue, process, PAYLOADS)) * PAYLOAD_BYTES) / 1000;
  },
  async increments(count) {
    const [value, ready, go] = [new Value('i'), new Queue<string>(), new Event()];
    const args: Parameters<typeof increments> = [value, ready, go, INCREMENTS / count];
    const processes = Array.from({ length: count }, () => new Process({ target: increments, args }));
    for (const process of processes) process.start();
    for (let i = 0; i < count; i++) await ready.get();
    const start = performance.now();
    go.set();
    for (const process of processes) await process.join();
    if (value.value !== INCREMENTS) throw new Error(`expected ${INCREMENTS}, found ${value.value}`);
    return rate(INCREMENTS, start);
  },
  async calls() {
    await using manager = new SyncManager({ address: ['127.0.0.1', 0] });
    manager.start();
    const results = new Queue<number>();
    const caller = new Process({ target: callsProxies, args: [manager.list<number>(), results] });
    caller.start();
    const perSecond = await results.get();
    await caller.join();
    return perSecond;
  },
  async idle(count) {
    const [ready, end] = [new Queue<string>(), new Event()];
    const processes = Array.from({ length: count }, () => new Process({ target: waits, args: [ready, end] }));
    for (const process of processes) process.start();
    for (let i = 0; i < count; i++) await ready.get();
    const kib = processes.reduce((sum, { pid }) => sum + ownKib(pid!), 0);
    end.set();
    for (const process of processes) await process.join();
    return kib / count;
  },
};

/** What the process has resident that nobody else has (Pss: shared pages by halves, thirds …). */
function ownKib(pid: number): number {
  const found = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
  if (found === null) throw new Error('expected Linux: memory of a process');
  return Number(found[1]);
}

if (isMain) {
  setStartMethod('process');
  const [job = 'results', processes = '1'] = process.argv.slice(2);
  console.log(await jobs[job]!(Number(processes)));
}
