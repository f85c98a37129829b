/** Types go through proxies of managers: what compiles here must, and what is expected to fail must fail. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BaseManager } from '../../../runtime/src/managers/base-manager.ts';
import type { ListProxy, Proxied, QueueProxy } from '../../../runtime/src/managers/proxied.ts';
import type { SyncManager } from '../../../runtime/src/managers/sync-manager.ts';

class Account {
  readonly owner = 'Ada';
  deposit(amount: number): number {
    return amount;
  }
  async history(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }
}

/** Never called: the compiler is what runs it. */
export async function compiles(manager: SyncManager, account: Proxied<Account>): Promise<unknown[]> {
  const list = manager.list([1, 2, 3]);
  const first: number = await list.get(0);
  const last: number = list.getSync(-1);
  const copy: number[] = await list.copy();
  for await (const item of list) item.toFixed();
  const dict = manager.dict({ a: 1 });
  const found: number | undefined = await dict.get('b');
  const keys: string[] = dict.keysSync();
  const byNumber = manager.dict(new Map([[1, { name: 'one' }]]));
  const name: string | undefined = (await byNumber.get(1))?.name;
  const nested: ListProxy<number> | undefined = await manager.dict<ListProxy<number>>({ list }).get('list');
  const space = manager.Namespace({ x: 1, label: 'a' });
  const x: number = await space.get('x');
  space.setSync('label', 'b');
  const queue: QueueProxy<string> = manager.Queue<string>(5);
  await queue.put('a', { timeoutMs: 5, signal: AbortSignal.timeout(5) });
  using held = await manager.Lock().acquire();
  const tried: false | { readonly abandoned: boolean } = await manager.Lock().acquire({ timeoutMs: 0 });
  const balance: number = await account.deposit(1);
  const blocked: readonly string[] = account.historySync();
  const Bank = BaseManager.with({ Account, open: (owner: string) => (owner === '' ? new Account() : new Account()) });
  const bank = new Bank({ address: ['127.0.0.1', 0], authkey: 'secret' });
  const made: number = await bank.Account().deposit(1);
  const opened: number = await bank.open('Ada').deposit(1);
  BaseManager.register('Account', Account, { exposed: ['deposit'] });
  return [first, last, copy, found, keys, name, nested, x, held, tried, balance, blocked, made, opened];
}

/** Never called either. */
export async function doesNotCompile(manager: SyncManager, account: Proxied<Account>): Promise<unknown[]> {
  const list = manager.list([{ n: 1 }]);
  // @ts-expect-error: what is fetched is a copy, which nobody may write into
  (await list.get(0)).n = 2;
  // @ts-expect-error: nor in a slice
  (await list.slice())[0] = { n: 2 };
  // @ts-expect-error: an item of another type
  await list.append({ n: 'x' });
  // @ts-expect-error: the items are not there, but in the server
  const direct: unknown = list[0];
  // @ts-expect-error: there is a promise of the length
  const length: number = list.length();
  // @ts-expect-error: a key of another type
  await manager.dict({ a: 1 }).get(1);
  // @ts-expect-error: no such name
  await manager.Namespace({ x: 1 }).get('y');
  // @ts-expect-error: a value of another type
  await manager.Namespace({ x: 1 }).set('x', 'text');
  // @ts-expect-error: fields stay in the server
  const owner: unknown = account.owner;
  // @ts-expect-error: an argument of another type
  await account.deposit('much');
  // @ts-expect-error: a class needs its arguments
  new (BaseManager.with({ Date: (year: number) => new Date(year, 1) }))().Date();
  // @ts-expect-error: with a limit of time there may be no guard
  const held: { readonly abandoned: boolean } = await manager.Lock().acquire({ timeoutMs: 5 });
  // @ts-expect-error: a manager has no such option
  new BaseManager({ adress: 5 });
  return [direct, length, owner, held];
}

test('the file compiles: the types above are as they should be', () => {
  assert.equal(typeof compiles, 'function');
  assert.equal(typeof doesNotCompile, 'function');
});
