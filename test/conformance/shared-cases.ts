/** Cases of queues, locks, shared values and pipes. */
import * as mp from 'parascope';
import {
  LONG,
  SHORT,
  arrives,
  count,
  diesWith,
  fill,
  notifies,
  putAll,
  raised,
  release,
  run,
  sends,
  sets,
  tryAcquire,
  workOff,
} from './steps.ts';

export const sharedCases: Record<string, () => unknown> = {};

sharedCases['queue_is_first_in_first_out'] = async () => {
  const q = new mp.Queue<number>();
  await run(putAll, [q, [3, 1, 2]]);
  return [await q.get(), await q.get(), await q.get()];
};
sharedCases['queue_values'] = async () => {
  const q = new mp.Queue();
  await q.put({ list: [1, null, true, 1.5, 'é'], empty: {}, deep: [[[]]] });
  return await q.get();
};
sharedCases['queue_empty'] = async () => {
  const q = new mp.Queue<number>();
  return [
    q.empty(),
    await raised(() => q.getNowait()),
    await raised(() => q.get({ timeoutMs: SHORT })),
    await raised(() => q.get({ timeoutMs: 0 })),
  ];
};
sharedCases['queue_full'] = async () => {
  const q = new mp.Queue<number>(1);
  await q.put(1);
  const seen = [q.full(), q.qsize(), await raised(() => q.putNowait(2))];
  return [...seen, await raised(() => q.put(2, { timeoutMs: SHORT })), await q.get()];
};
sharedCases['queue_closed'] = async () => {
  const q = new mp.Queue<number>();
  q.close();
  return [await raised(() => q.put(1)), await raised(() => q.get())];
};
sharedCases['simple_queue'] = async () => {
  const q = new mp.SimpleQueue<string>();
  const empty = q.empty();
  await q.put('x');
  return [empty, q.empty(), await q.get()];
};
sharedCases['joinable_queue'] = async () => {
  const q = new mp.JoinableQueue<number>();
  for (let i = 0; i < 3; i++) await q.put(i);
  const child = new mp.Process({ target: workOff, args: [q, 3] });
  child.start();
  await q.join();
  await child.join();
  return [child.exitcode, await raised(() => q.taskDone())];
};

const got = async (acquire: Promise<unknown>): Promise<boolean> => (await acquire) !== false;
sharedCases['lock'] = async () => {
  const lock = new mp.Lock();
  const seen = [await got(lock.acquire()), await got(lock.acquire({ timeoutMs: 0 }))];
  seen.push(await got(lock.acquire({ timeoutMs: SHORT })));
  lock.release();
  return [...seen, await raised(() => lock.release()), await got(lock.acquire({ timeoutMs: 0 }))];
};
sharedCases['lock_released_by_another_process'] = async () => {
  const lock = new mp.Lock();
  await lock.acquire();
  return [await run(release, [lock]), await got(lock.acquire({ timeoutMs: 0 }))];
};
sharedCases['lock_is_held_between_processes'] = async () => {
  const [lock, q] = [new mp.Lock(), new mp.Queue<boolean>()];
  await lock.acquire();
  await run(tryAcquire, [lock, q]);
  lock.release();
  await run(tryAcquire, [lock, q]);
  return [await q.get(), await q.get()];
};
sharedCases['lock_of_a_process_that_ended'] = async () => {
  const lock = new mp.Lock();
  await run(diesWith, [lock]);
  return await got(lock.acquire({ timeoutMs: LONG }));
};
sharedCases['rlock'] = async () => {
  const lock = new mp.RLock();
  const seen = [Boolean(lock.acquireSync()), Boolean(lock.acquireSync({ timeoutMs: 0 }))];
  lock.release();
  lock.release();
  return [...seen, await raised(() => lock.release())];
};
sharedCases['semaphore'] = async () => {
  const semaphore = new mp.Semaphore(2);
  const seen = [await got(semaphore.acquire())];
  for (let i = 0; i < 2; i++) seen.push(await got(semaphore.acquire({ timeoutMs: 0 })));
  for (let i = 0; i < 3; i++) semaphore.release();
  return [...seen, semaphore.getValue()];
};
sharedCases['bounded_semaphore'] = async () => {
  const semaphore = new mp.BoundedSemaphore(1);
  const seen = [await got(semaphore.acquire({ timeoutMs: 0 })), await got(semaphore.acquire({ timeoutMs: 0 }))];
  semaphore.release();
  return [...seen, await raised(() => semaphore.release())];
};
sharedCases['semaphore_below_zero'] = () => raised(() => new mp.Semaphore(-1));
sharedCases['event'] = async () => {
  const event = new mp.Event();
  const seen = [event.isSet(), await event.wait({ timeoutMs: SHORT })];
  await run(sets, [event]);
  seen.push(event.isSet(), await event.wait());
  event.clear();
  return [...seen, event.isSet()];
};
sharedCases['condition'] = async () => {
  const [condition, value] = [new mp.Condition(), new mp.Value('i', 0)];
  condition.acquireSync();
  const timedOut = condition.waitSync({ timeoutMs: SHORT });
  const child = new mp.Process({ target: notifies, args: [condition, value] });
  child.start();
  const reached = condition.waitForSync(() => value.value === 1, { timeoutMs: LONG });
  condition.release();
  await child.join();
  return [timedOut, reached, await raised(() => condition.notify()), await raised(() => condition.wait())];
};
sharedCases['barrier'] = async () => {
  const barrier = new mp.Barrier(2);
  const child = new mp.Process({ target: arrives, args: [barrier] });
  child.start();
  const place = await barrier.wait();
  await child.join();
  const alone = await new mp.Barrier(1).wait();
  return [place === 0 || place === 1, barrier.parties, barrier.nWaiting, barrier.broken, alone];
};
sharedCases['barrier_broken'] = async () => {
  const barrier = new mp.Barrier(2);
  const seen = [await raised(() => barrier.wait({ timeoutMs: SHORT })), barrier.broken];
  seen.push(await raised(() => barrier.wait()));
  barrier.reset();
  seen.push(barrier.broken);
  barrier.abort();
  return [...seen, barrier.broken, await raised(() => barrier.wait())];
};
sharedCases['value'] = async () => {
  const number = new mp.Value('i');
  const seen = [
    number.value,
    new mp.Value('d', 1.5).value,
    new mp.Value('i', 2 ** 31).value,
    new mp.Value('B', 257).value,
  ];
  const children = [0, 1].map(() => new mp.Process({ target: count, args: [number, 500] }));
  for (const child of children) child.start();
  for (const child of children) await child.join();
  return [...seen, number.value];
};
sharedCases['array'] = async () => {
  const array = new mp.SharedArray('i', 4);
  const seen = [[...array], array.length, await raised(() => array[4]), [...new mp.SharedArray('d', [1, 2.5])]];
  await run(fill, [array]);
  return [...seen, [...array]];
};
sharedCases['pipe'] = async () => {
  const [here, there] = mp.Pipe();
  const child = new mp.Process({ target: sends, args: [there] });
  child.start();
  there.close();
  const seen = [await here.recv(), await raised(() => here.recv())];
  await child.join();
  here.close();
  return [...seen, here.closed, await raised(() => here.recv())];
};
sharedCases['pipe_one_way'] = async () => {
  const [receiver, sender] = mp.Pipe(false);
  const seen = [await receiver.poll(), await raised(() => receiver.send(1)), await raised(() => sender.recv())];
  await sender.send('x');
  return [...seen, receiver.readable, receiver.writable, await receiver.poll(1000), await receiver.recv()];
};
