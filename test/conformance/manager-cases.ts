/** Cases of managers, listeners and clients. */
import * as mp from 'parascope';
import { SHORT, raised, run } from './steps.ts';

export const managerCases: Record<string, () => unknown> = {};

class Counter {
  #value = 0;
  add(n: number): number {
    return (this.#value += n);
  }
  fails(): never {
    throw new RangeError('on purpose');
  }
  _hidden(): number {
    return 1;
  }
}
class Counters extends mp.BaseManager.with({ Counter }) {}

function addAll(list: mp.ListProxy<number>, values: readonly number[]): void {
  for (const value of values) list.appendSync(value);
}
function setKey(dict: mp.DictProxy<string, number>, key: string): void {
  dict.setSync(key, key.length);
}
const got = async (acquire: Promise<unknown>): Promise<boolean> => (await acquire) !== false;

managerCases['manager_list'] = async () => {
  await using manager = mp.Manager();
  const list = manager.list([1, 2, 3]);
  await list.append(4);
  await list.set(0, 10);
  const seen: unknown[] = [await list.length(), await list.get(0), await list.get(-1), await list.pop()];
  seen.push(await list.count(2), await list.index(3), await list.includes(2));
  seen.push(await raised(() => list.index(99)), await raised(() => list.get(9)), await raised(() => list.remove(99)));
  await list.extend([7, 5]);
  await list.insert(1, 6);
  await list.sort({ reverse: true });
  return [...seen, await list.copy()];
};
managerCases['manager_dict'] = async () => {
  await using manager = mp.Manager();
  const dict = manager.dict<number>({ a: 1 });
  await dict.set('b', 2);
  const seen: unknown[] = [
    await dict.get('a'),
    (await dict.get('z')) ?? null,
    await dict.get('z', 5),
    await dict.keys(),
  ];
  seen.push(await dict.setDefault('c', 3), await dict.setDefault('a', 9), await dict.has('b'), await dict.size());
  seen.push(await dict.pop('a'), await dict.popItem(), await dict.pop('q', 7));
  await dict.update({ x: 1 });
  seen.push(await dict.entries());
  await dict.clear();
  return [...seen, await raised(() => dict.popItem())];
};
managerCases['manager_changed_by_processes'] = async () => {
  await using manager = mp.Manager();
  const [list, dict] = [manager.list([0]), manager.dict<number>()];
  await run(addAll, [list, [1, 2]]);
  await run(setKey, [dict, 'key']);
  return [await list.copy(), Object.fromEntries(await dict.copy())];
};
managerCases['manager_nested_proxies'] = async () => {
  await using manager = mp.Manager();
  const inner = manager.list([1]);
  const outer = manager.dict<mp.ListProxy<number>>({ inner });
  await (await outer.get('inner'))!.append(2);
  return await inner.copy();
};
managerCases['manager_write_into_what_was_fetched'] = async () => {
  await using manager = mp.Manager();
  const outer = manager.list([[1]]);
  const fetched = (await outer.get(0)) as number[];
  return [await raised(() => fetched.push(2) && undefined), await outer.copy()];
};
managerCases['manager_namespace_value_array'] = async () => {
  await using manager = mp.Manager();
  const space = manager.Namespace({ x: 1 });
  await space.set('x', 2);
  const value = manager.Value('i', 5);
  await value.set(6);
  const array = manager.Array('i', [1, 2]);
  await array.set(1, 3);
  return [await space.get('x'), await value.get(), await array.copy(), await raised(() => array.set(2, 3))];
};
managerCases['manager_queue'] = async () => {
  await using manager = mp.Manager();
  const queue = manager.Queue<number>(1);
  await queue.put(1);
  const seen = [await queue.full(), await queue.qsize(), await raised(() => queue.putNowait(2))];
  seen.push(await raised(() => queue.put(2, { timeoutMs: SHORT })));
  return [...seen, await queue.get(), await queue.empty(), await raised(() => queue.get({ timeoutMs: SHORT }))];
};
managerCases['manager_lock'] = async () => {
  await using manager = mp.Manager();
  const lock = manager.Lock();
  const seen: unknown[] = [await got(lock.acquire()), await got(lock.acquire({ timeoutMs: 0 }))];
  seen.push(await got(lock.acquire({ timeoutMs: SHORT })));
  await lock.release();
  return [...seen, await raised(() => lock.release())];
};
managerCases['manager_semaphore_and_event'] = async () => {
  await using manager = mp.Manager();
  const semaphore = manager.BoundedSemaphore(1);
  const seen: unknown[] = [await got(semaphore.acquire()), await got(semaphore.acquire({ timeoutMs: 0 }))];
  await semaphore.release();
  seen.push(await raised(() => semaphore.release()));
  const event = manager.Event();
  seen.push(await event.isSet(), await event.wait({ timeoutMs: SHORT }));
  await event.set();
  return [...seen, await event.isSet(), await event.wait()];
};
managerCases['manager_registered_class'] = async () => {
  await using manager = new Counters();
  manager.start();
  const counter = manager.Counter();
  const seen: unknown[] = [await counter.add(2), await counter.add(3), await raised(() => counter.fails())];
  return [...seen, '_hidden' in counter];
};
managerCases['manager_used_before_its_start'] = () => raised(() => new Counters().Counter());
managerCases['manager_started_twice'] = async () => {
  await using manager = new Counters();
  manager.start();
  return await raised(() => manager.start());
};
managerCases['manager_by_address'] = async () => {
  await using manager = new Counters({ address: ['127.0.0.1', 0], authkey: 'secret' });
  manager.start();
  await using other = new Counters({ address: manager.address!, authkey: 'secret' });
  await other.connect();
  const wrong = new Counters({ address: manager.address!, authkey: 'wrong' });
  return [await other.Counter().add(2), await raised(() => wrong.connect())];
};
managerCases['listener_and_client'] = async () => {
  using listener = new mp.Listener(['127.0.0.1', 0], { authkey: 'secret' });
  const accepting = listener.accept();
  const client = await mp.Client(listener.address, { authkey: 'secret' });
  const server = await accepting;
  await client.send({ list: [1, null, 'é'] });
  const seen: unknown[] = [await server.recv(), await server.poll()];
  await server.sendBytes(Buffer.from('bytes'));
  seen.push(Buffer.from(await client.recvBytes()).toString());
  server.close();
  return [...seen, await raised(() => client.recv()), await raised(() => server.send(1))];
};
