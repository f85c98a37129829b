/** Several processes change a list and a dictionary that live in a manager's server: they have proxies, whose calls go there. */
import { type DictProxy, type ListProxy, type LockProxy, Manager, Process, currentProcess, isMain } from 'parascope';

interface Work {
  readonly finished: ListProxy<string>;
  readonly counts: DictProxy<string, number>;
  readonly lock: LockProxy;
}

async function count({ finished, counts, lock }: Work, words: readonly string[]): Promise<void> {
  for (const word of words) {
    // Two calls, and what another process does between them would be lost: the lock makes them one.
    using _held = await lock.acquire();
    await counts.set(word, ((await counts.get(word)) ?? 0) + 1);
  }
  await finished.append(currentProcess().name);
}

if (isMain) {
  await using manager = Manager();
  const work = { finished: manager.list<string>(), counts: manager.dict<number>(), lock: manager.Lock() };
  const lines = ['one two three', 'two three', 'three'];
  const processes = lines.map((line) => new Process({ target: count, args: [work, line.split(' ')] }));
  for (const each of processes) each.start();
  for (const each of processes) await each.join();

  console.log((await work.finished.copy()).toSorted());
  console.log(Object.fromEntries([...(await work.counts.copy())].toSorted()));
}
