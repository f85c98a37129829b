/** Cases of ProcessPoolExecutor and its futures: Python's `concurrent.futures`. */
import * as mp from 'parascope';
import {
  LONG,
  SHORT,
  add,
  dies,
  getState,
  keep,
  oddFails,
  raised,
  setState,
  square,
  state,
  throws,
  waitsKept,
} from './steps.ts';

export const futuresCases: Record<string, () => unknown> = {};

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of stream) values.push(value);
  return values;
}

const numbers = (count: number): number[] => [...Array(count).keys()];

/** The outcome of the body on an executor that is shut down afterwards, as by Python's `with`. */
async function withExecutor(workers: number, body: (executor: mp.ProcessPoolExecutor) => unknown): Promise<unknown> {
  await using executor = new mp.ProcessPoolExecutor(workers);
  return await body(executor);
}

interface Blocked {
  readonly executor: mp.ProcessPoolExecutor<readonly [mp.Event, mp.Event]>;
  /** Six; the first has begun and ends when `goOn` is set. */
  readonly futures: mp.Future<number>[];
  readonly first: mp.Future<number>;
  readonly last: mp.Future<number>;
  readonly goOn: mp.Event;
}

async function blocked(): Promise<Blocked> {
  const [started, goOn] = [new mp.Event(), new mp.Event()];
  const executor = new mp.ProcessPoolExecutor(1, { initializer: keep, initargs: [started, goOn] });
  const futures = numbers(6).map((x) => executor.submit(waitsKept, x));
  await started.wait({ timeoutMs: LONG });
  return { executor, futures, first: futures[0]!, last: futures[5]!, goOn };
}

futuresCases['future_result'] = () =>
  withExecutor(1, async (executor) => {
    const future = executor.submit(add, 2, 3);
    return [await future.result(), future.done(), future.running(), future.cancelled(), await future.exception()];
  });
futuresCases['future_error'] = () =>
  withExecutor(1, async (executor) => {
    const future = executor.submit(oddFails, 1);
    const outcome = await raised(() => future.result());
    return [outcome, ((await future.exception()) as Error).message, future.done(), future.cancelled()];
  });
futuresCases['future_not_ready'] = async () => {
  const { executor, first, goOn } = await blocked();
  const seen = [
    first.done(),
    first.running(),
    await raised(() => first.result({ timeoutMs: SHORT })),
    await raised(() => first.exception({ timeoutMs: SHORT })),
  ];
  goOn.set();
  await executor.shutdown();
  return [...seen, await first.result(), first.done(), first.running()];
};
futuresCases['future_cancel'] = async () => {
  const { executor, first, last, goOn } = await blocked();
  const seen = [first.cancel(), last.cancel(), last.cancel(), last.cancelled(), last.done(), last.running()];
  const raising = [await raised(() => last.result()), await raised(() => last.exception())];
  goOn.set();
  await executor.shutdown();
  return [...seen, ...raising, await first.result(), first.cancelled()];
};
futuresCases['future_callbacks'] = async () => {
  const told: unknown[] = [];
  const executor = new mp.ProcessPoolExecutor(1);
  const future = executor.submit(square, 3);
  future.addDoneCallback((f) => told.push(['before', f === future, f.resultSync()]));
  await future.result();
  await executor.shutdown();
  future.addDoneCallback((f) => told.push(['after', f === future]));
  // A callback has a turn of its own.
  await future.result();
  return told;
};
futuresCases['future_callback_of_a_cancelled_one'] = async () => {
  const { executor, last, goOn } = await blocked();
  const told: boolean[] = [];
  last.addDoneCallback((f) => told.push(f.cancelled()));
  last.cancel();
  goOn.set();
  await executor.shutdown();
  return told;
};
futuresCases['executor_map'] = () =>
  withExecutor(2, async (executor) => [
    await all(executor.map(square, numbers(5))),
    await all(executor.map(add, [1, 2, 3], [10, 20])),
    await all(executor.map(square, numbers(5), { chunksize: 2 })),
    await all(executor.map(square, [])),
  ]);
futuresCases['executor_map_after_an_error'] = () =>
  withExecutor(1, async (executor) => {
    const results = executor.map(oddFails, [0, 1, 2]);
    const next = async (): Promise<unknown> => {
      const { done, value } = await results.next();
      return done === true ? 'end' : value;
    };
    return [await next(), await raised(next), await next()];
  });
futuresCases['executor_map_timeout'] = async () => {
  const { executor, goOn } = await blocked();
  const outcome = await raised(() => all(executor.map(square, [1], { timeoutMs: SHORT })));
  goOn.set();
  await executor.shutdown();
  return outcome;
};
futuresCases['executor_map_chunksize'] = () =>
  withExecutor(1, (executor) => raised(() => executor.map(square, [1], { chunksize: 0 })));
futuresCases['futures_wait'] = async () => {
  const { executor, futures, goOn } = await blocked();
  const none = await mp.wait(futures, { timeoutMs: SHORT });
  const early = await mp.wait(futures, { timeoutMs: SHORT, returnWhen: 'FIRST_COMPLETED' });
  goOn.set();
  const first = await mp.wait(futures, { returnWhen: 'FIRST_COMPLETED' });
  const whole = await mp.wait([...futures, ...futures]);
  await executor.shutdown();
  const seen = [none.done.size, none.notDone.size, early.done.size];
  return [...seen, first.done.size > 0, whole.done.size, whole.notDone.size];
};
futuresCases['futures_wait_first_exception'] = () =>
  withExecutor(1, async (executor) => {
    const futures = numbers(3).map((x) => executor.submit(oddFails, x));
    const { done } = await mp.wait(futures, { returnWhen: 'FIRST_EXCEPTION' });
    return [done.has(futures[0]!), done.has(futures[1]!)];
  });
futuresCases['futures_wait_for_a_cancelled_one'] = async () => {
  const { executor, last, goOn } = await blocked();
  last.cancel();
  const { done } = await mp.wait([last], { timeoutMs: SHORT });
  goOn.set();
  await executor.shutdown();
  return done.size;
};
futuresCases['futures_as_completed'] = () =>
  withExecutor(2, async (executor) => {
    const futures = numbers(4).map((x) => executor.submit(square, x));
    const results: number[] = [];
    for await (const future of mp.asCompleted(futures)) results.push(await future.result());
    const first = futures[0]!;
    return [
      results.sort((a, b) => a - b),
      (await all(mp.asCompleted([first, first]))).length,
      await all(mp.asCompleted([])),
    ];
  });
futuresCases['futures_as_completed_timeout'] = async () => {
  const { executor, futures, goOn } = await blocked();
  const outcome = await raised(() => all(mp.asCompleted(futures, { timeoutMs: SHORT })));
  goOn.set();
  await executor.shutdown();
  return outcome;
};
futuresCases['executor_shut_down'] = async () => {
  const executor = new mp.ProcessPoolExecutor(1);
  const pending = numbers(5).map((x) => executor.submit(square, x));
  await executor.shutdown();
  await executor.shutdown();
  const seen: unknown[] = [];
  for (const future of pending) seen.push(await future.result());
  return [...seen, await raised(() => executor.submit(square, 1)), await raised(() => executor.map(square, [1]))];
};
futuresCases['executor_shut_down_without_waiting'] = async () => {
  const { executor, futures, first, goOn } = await blocked();
  await executor.shutdown({ wait: false });
  const outcome = [first.done(), await raised(() => executor.submit(square, 1))];
  goOn.set();
  for (const future of futures) outcome.push(await future.result());
  return outcome;
};
futuresCases['executor_shut_down_cancels'] = async () => {
  const { executor, first, last, goOn } = await blocked();
  await executor.shutdown({ wait: false, cancelFutures: true });
  goOn.set();
  return [await first.result(), first.cancelled(), await raised(() => last.result())];
};
futuresCases['executor_after_its_block'] = async () => {
  let future: mp.Future<number>;
  let used: mp.ProcessPoolExecutor;
  {
    await using executor = new mp.ProcessPoolExecutor(1);
    used = executor;
    future = executor.submit(square, 3);
  }
  return [future.done(), await raised(() => used.submit(square, 1))];
};
futuresCases['executor_sizes'] = async () => [
  await raised(() => new mp.ProcessPoolExecutor(0)),
  await raised(() => new mp.ProcessPoolExecutor(-1)),
  await raised(() => new mp.ProcessPoolExecutor(1, { initializer: 5 as never })),
];
futuresCases['executor_initializer'] = async () => {
  await using executor = new mp.ProcessPoolExecutor(1, { initializer: setState, initargs: [5] });
  return [await executor.submit(getState).result(), state];
};
futuresCases['executor_initializer_that_fails'] = async () => {
  await using executor = new mp.ProcessPoolExecutor(1, { initializer: throws });
  const future = executor.submit(square, 1);
  return await raised(() => future.result());
};
futuresCases['executor_task_that_ends_its_worker'] = async () => {
  const executor = new mp.ProcessPoolExecutor(1);
  const futures = [executor.submit(dies), executor.submit(square, 1)];
  const seen: unknown[] = [];
  for (const future of futures) seen.push(await raised(() => future.result()));
  seen.push(await raised(() => executor.submit(square, 1)));
  await executor.shutdown();
  return seen;
};
