/** Cases of Pool. */
import * as mp from 'parascope';
import {
  LONG,
  SHORT,
  add,
  dies,
  getState,
  givesFunction,
  oddFails,
  raised,
  setState,
  square,
  state,
  upper,
  waitsThen,
  workerName,
} from './steps.ts';

export const poolCases: Record<string, () => unknown> = {};

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of stream) values.push(value);
  return values;
}

async function withPool(processes: number, body: (pool: mp.Pool) => unknown): Promise<unknown> {
  const pool = new mp.Pool(processes);
  try {
    return await body(pool);
  } finally {
    await pool[Symbol.asyncDispose]();
  }
}

poolCases['pool_map'] = () =>
  withPool(2, async (pool) => [
    await pool.map(square, Array(10).keys()),
    await pool.map(square, [3, 1, 2], { chunksize: 2 }),
    await pool.map(square, []),
    await pool.map(upper, { a: 1, b: 2 }),
    await pool.starmap(add, [
      [1, 2],
      [3, 4],
    ]),
    await pool.apply(add, [5, 6]),
  ]);
poolCases['pool_map_raises'] = () =>
  withPool(2, (pool) =>
    pool.map(oddFails, [2, 5, 4], { chunksize: 1 }).catch((error: unknown) => (error as Error).message),
  );
poolCases['pool_async_result'] = () =>
  withPool(1, async (pool) => {
    const done = pool.applyAsync(square, [3]);
    await done.wait();
    const failed = pool.applyAsync(oddFails, [1]);
    await failed.wait({ timeoutMs: LONG });
    const [first, second] = [
      [done.ready(), done.successful(), await done.get()],
      [failed.ready(), failed.successful()],
    ];
    return [...first, ...second, await raised(() => failed.get())];
  });
poolCases['pool_async_result_not_ready'] = () =>
  withPool(1, async (pool) => {
    const event = new mp.Event();
    const pending = pool.applyAsync(waitsThen, [event, 4]);
    const seen = [
      pending.ready(),
      await raised(() => pending.successful()),
      await raised(() => pending.get({ timeoutMs: SHORT })),
      await raised(() => pending.wait({ timeoutMs: SHORT })),
    ];
    event.set();
    return [...seen, await pending.get()];
  });
poolCases['pool_callbacks'] = () =>
  withPool(1, async (pool) => {
    const told: unknown[] = [];
    const tell = (value: unknown): void => void told.push(value);
    const tellError = (error: unknown): void => void told.push((error as Error).message);
    await pool.mapAsync(square, [1, 2], { callback: tell }).wait();
    await pool.applyAsync(oddFails, [1], { callback: tell, errorCallback: tellError }).wait();
    pool.close();
    await pool.join();
    return told;
  });
poolCases['pool_imap'] = () =>
  withPool(2, async (pool) => [
    await all(pool.imap(square, Array(6).keys())),
    await all(pool.imap(square, Array(6).keys(), { chunksize: 2 })),
    (await all(pool.imapUnordered(square, Array(6).keys()))).sort((a, b) => a - b),
  ]);
poolCases['pool_imap_goes_on_after_an_error'] = () =>
  withPool(1, async (pool) => {
    const results = pool.imap(oddFails, [0, 1, 2])[Symbol.asyncIterator]();
    const next = (): Promise<unknown> =>
      raised(async () => {
        const { done, value } = await results.next();
        return done === true ? 'end' : value;
      });
    return [await next(), await next(), await next(), await next()];
  });
poolCases['pool_closed'] = async () => {
  const pool = new mp.Pool(1);
  pool.close();
  pool.close();
  const outcome = [
    await raised(() => pool.map(square, [1])),
    await raised(() => pool.applyAsync(square, [1])),
    await raised(() => pool.imap(square, [1])),
  ];
  await pool.join();
  await pool.join();
  return outcome;
};
poolCases['pool_close_lets_work_end'] = async () => {
  const pool = new mp.Pool(1);
  const pending = pool.mapAsync(square, Array(20).keys(), { chunksize: 1 });
  pool.close();
  await pool.join();
  return (await pending.get()).at(-1);
};
poolCases['pool_join_while_running'] = () => withPool(1, (pool) => raised(() => pool.join()));
poolCases['pool_terminated'] = async () => {
  const pool = new mp.Pool(1);
  pool.terminate();
  pool.terminate();
  const outcome = await raised(() => pool.map(square, [1]));
  await pool.join();
  return outcome;
};
poolCases['pool_after_its_block'] = async () => {
  const pool = new mp.Pool(1);
  await pool[Symbol.asyncDispose]();
  return await raised(() => pool.map(square, [1]));
};
poolCases['pool_sizes'] = async () => [await raised(() => new mp.Pool(0)), await raised(() => new mp.Pool(-1))];
poolCases['pool_max_tasks_per_child'] = async () => {
  const pool = new mp.Pool(1, { maxTasksPerChild: 1 });
  const names = await pool.map(workerName, [0, 1, 2], { chunksize: 1 });
  await pool[Symbol.asyncDispose]();
  return new Set(names).size;
};
poolCases['pool_initializer'] = async () => {
  const pool = new mp.Pool(1, { initializer: setState, initargs: [5] });
  const seen = [await pool.map(getState, [0]), state];
  await pool[Symbol.asyncDispose]();
  return seen;
};
poolCases['pool_result_that_cannot_travel'] = () => withPool(1, (pool) => raised(() => pool.apply(givesFunction, [1])));

poolCases['pool_task_that_ends_its_worker'] = () =>
  withPool(1, (pool) => raised(() => pool.applyAsync(dies, []).get({ timeoutMs: LONG })));
