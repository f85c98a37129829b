/** Argument and result types go through processes and pools: what compiles here must, and what is expected to fail must fail. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pool } from '../../../runtime/src/pool/pool.ts';
import { asCompleted } from '../../../runtime/src/concurrent-futures/as-completed.ts';
import type { ProcessPoolExecutor } from '../../../runtime/src/concurrent-futures/executor.ts';
import type { Future } from '../../../runtime/src/concurrent-futures/future.ts';
import { Queue } from '../../../runtime/src/queues/queue.ts';
import type { Context, getStartMethod, setStartMethod } from '../../../runtime/src/contexts/context.ts';
import { wait } from '../../../runtime/src/wait.ts';
import { Process } from '../../../runtime/src/process/process.ts';

function describe(name: string, age: number): string {
  return `${name} ${age}`;
}
function half(x: number): number {
  return x / 2;
}
async function parse(text: string): Promise<{ readonly size: number }> {
  return Promise.resolve({ size: text.length });
}

/** Never called: the compiler is what runs it. */
export async function compiles(pool: Pool): Promise<unknown[]> {
  const halves: number[] = await pool.map(half, [1, 2]);
  const sizes: { readonly size: number }[] = await pool.map(parse, new Set(['a']));
  const keys: string[] = await pool.map((key: string) => key, { a: 1 });
  const texts: string[] = await pool.starmap(describe, [['Ada', 36]]);
  const text: string = await pool.apply(describe, ['Ada', 36]);
  const blocked: number[] = pool.mapSync(half, new Float64Array(3));
  const later: { readonly size: number } = await pool.applyAsync(parse, ['a']).get();
  for await (const value of pool.imap(parse, ['a'])) value.size.toFixed();
  const list: Process[] = [
    new Process({ target: describe, args: ['Ada', 36] }),
    new Process({ target: half, args: [1] }),
  ];

  const told: number = await pool.apply(half, [1], { callback: (value) => value.toFixed(), timeoutMs: 5, priority: 1 });
  pool.mapAsync(parse, ['a'], { callback: ([first]) => first?.size, onProgress: ({ done, total }) => [done, total] });
  const step: IteratorResult<number, undefined> = await pool.imap(half, [1]).next({ timeoutMs: 5 });
  const none: string = pool.applySync(() => 'none');
  const few: string = await pool.apply(() => 'none', [], { taskTimeoutMs: 5 });
  new Pool(2, { initializer: describe, initargs: ['Ada', 36], minProcesses: 0, idleTimeoutMs: 5 });

  // @ts-expect-error: a string is no number
  void pool.map(half, ['one']);
  // @ts-expect-error: no call has that option
  void pool.map(half, [1], { timeout: 5 });
  // @ts-expect-error: a blocked thread hears no signal
  pool.mapSync(half, [1], { signal: new AbortController().signal });
  // @ts-expect-error: a stream has no callback
  pool.imap(half, [1], { callback: () => undefined });
  // @ts-expect-error: one call has no chunks
  void pool.apply(half, [1], { chunksize: 1 });
  // @ts-expect-error: the callback gets a list of numbers
  pool.mapAsync(half, [1], { callback: (values: string[]) => values });
  // @ts-expect-error: the initializer takes a text and a number
  new Pool(2, { initializer: describe, initargs: [36, 'Ada'] });
  // @ts-expect-error: the initializer's arguments are missing
  new Pool(2, { initializer: describe, initargs: ['Ada'] });
  // @ts-expect-error: a pool has no such option
  new Pool(2, { workers: 2 });
  // @ts-expect-error: an array of arguments is expected
  void pool.starmap(describe, ['Ada']);
  // @ts-expect-error: the results are numbers
  const wrong: string[] = await pool.map(half, [1]);
  // @ts-expect-error: an argument is missing
  void pool.apply(describe, ['Ada']);
  // @ts-expect-error: the arguments are missing
  void pool.apply(describe);
  // @ts-expect-error: the arguments are in the wrong order
  void pool.starmap(describe, [[36, 'Ada']]);
  // @ts-expect-error: a number is nothing to map over
  void pool.map(half, 5);
  // @ts-expect-error: the target takes a number
  list[0] = new Process({ target: half, args: ['one'] });
  // @ts-expect-error: the target takes two arguments
  list[0] = new Process({ target: describe, args: ['Ada'] });
  return [halves, sizes, keys, texts, text, blocked, later, list, wrong, told, step, none, few];
}

/** Never called. */
export async function compilesForExecutors(executor: ProcessPoolExecutor): Promise<unknown[]> {
  const text: string = await executor.submit(describe, 'Ada', 36).result();
  const size: { readonly size: number } = executor.submit(parse, 'a').resultSync({ timeoutMs: 5 });
  const texts: string[] = [...executor.map(describe, ['Ada'], [36], { chunksize: 2 }).sync()];
  const futures: Future<string>[] = [executor.submit(describe, 'Ada', 36)];
  for await (const future of asCompleted(futures)) (await future.result()).trim();
  const { done }: { readonly done: Set<Future<string>> } = await wait(futures, { returnWhen: 'FIRST_COMPLETED' });
  const any: Future = executor.submit(half, 1);
  const ready: Queue<number>[] = await wait([new Queue<number>()], 5);

  // @ts-expect-error: an argument is missing
  executor.submit(describe, 'Ada');
  // @ts-expect-error: a string is no number
  executor.submit(half, 'one');
  // @ts-expect-error: the result is a number
  const wrong: string = await executor.submit(half, 1).result();
  // @ts-expect-error: the collections are in the wrong order
  executor.map(describe, [36], ['Ada']);
  // @ts-expect-error: a future is no promise
  const promise: PromiseLike<number> = executor.submit(half, 1);
  // @ts-expect-error: no such moment
  void wait(futures, { returnWhen: 'SOON' });
  // @ts-expect-error: queues are waited for with a time alone
  void wait([new Queue<number>()], { returnWhen: 'FIRST_COMPLETED' });
  return [text, size, texts, done, any, ready, wrong, promise];
}

interface StartMethods {
  readonly set: typeof setStartMethod;
  readonly get: typeof getStartMethod;
}

/** Never called. */
export async function compilesForContexts(ctx: Context, { set, get }: StartMethods): Promise<unknown[]> {
  const queue: Queue<number> = new ctx.Queue<number>(3);
  const halves: number[] = await new ctx.Pool(2).map(half, [1]);
  const child: Process = new ctx.Process({ target: describe, args: ['Ada', 36] });
  const text: string = await new ctx.ProcessPoolExecutor().submit(describe, 'Ada', 36).result();
  const [number, array] = [new ctx.sharedctypes.Value('d', 1), new ctx.Array('q', 4)];
  const exact: [number, bigint] = [number.value, array.get(0)];
  const method: 'thread' | 'process' = get();
  const chosen: 'thread' | 'process' | null = get({ allowNone: true });
  set('thread', { force: true });
  const inner: Context = ctx.getContext('thread');

  // @ts-expect-error: no such start method
  set('fork');
  // @ts-expect-error: options are named
  set('thread', true);
  // @ts-expect-error: the target takes a number
  new ctx.Process({ target: half, args: ['one'] });
  // @ts-expect-error: numbers are put
  void new ctx.Queue<number>().put('one');
  // @ts-expect-error: it may be that nothing was chosen
  const sure: 'thread' | 'process' = get({ allowNone: true });
  return [queue, halves, child, text, exact, method, chosen, inner, sure];
}

test('a process object knows its target before it is started', () => {
  const child = new Process({ target: half, args: [1], name: 'typed' });
  assert.equal(child.name, 'typed');
  assert.equal(child.exitcode, null);
  assert.equal(child.isAlive(), false);
});
