/** Cases of contexts, start methods and sharedctypes. */
import * as mp from 'parascope';
import { fill, putAll, raised, run, square, tellsStartMethod } from './steps.ts';

export const contextCases: Record<string, () => unknown> = {};

contextCases['context_of_a_method'] = () => {
  const method = mp.getStartMethod();
  const ctx = mp.getContext();
  return [
    mp.getAllStartMethods().includes(method),
    ctx.getStartMethod() === method,
    ctx === mp.getContext(method),
    ctx.getContext() === ctx,
    ctx.getContext(method) === ctx,
  ];
};
contextCases['context_set_twice'] = async () => {
  const method = mp.getStartMethod();
  return [
    await raised(() => mp.setStartMethod(method)),
    await raised(() => mp.setStartMethod(method, { force: true })),
  ];
};
contextCases['context_set_after_use'] = async () => {
  const method = mp.getStartMethod();
  mp.setStartMethod(null, { force: true });
  const seen: unknown[] = [mp.getStartMethod({ allowNone: true })];
  mp.setStartMethod(method);
  mp.setStartMethod(null, { force: true });
  mp.getContext();
  const outcome = await raised(() => mp.setStartMethod(method));
  mp.setStartMethod(method, { force: true });
  return [...seen, outcome, mp.getStartMethod({ allowNone: true }) === method];
};
contextCases['context_that_there_is_not'] = async () => {
  const nonsense = 'nonsense' as mp.StartMethod;
  return [
    await raised(() => mp.getContext(nonsense)),
    await raised(() => mp.setStartMethod(nonsense, { force: true })),
  ];
};
contextCases['context_has_its_method_for_good'] = () =>
  raised(() => mp.getContext().setStartMethod(mp.getStartMethod()));
contextCases['context_of_a_worker'] = async () => {
  const q = new mp.Queue<readonly [string, unknown]>();
  await run(tellsStartMethod, [q]);
  const [method, outcome] = await q.get();
  return [method === mp.getStartMethod(), outcome];
};
contextCases['context_makes_all'] = async () => {
  const ctx = mp.getContext();
  const q = new ctx.Queue<number>();
  const child = new ctx.Process({ target: putAll, args: [q, [3, 1]] });
  child.start();
  const seen: unknown[] = [await q.get(), await q.get()];
  await child.join();
  await using pool = new ctx.Pool(1);
  seen.push(await pool.map(square, [3]));
  const lock = new ctx.Lock();
  seen.push(Boolean(lock.acquireSync()), Boolean(lock.acquireSync({ timeoutMs: 0 })));
  return [...seen, new ctx.Value('i', 4).value, ctx.cpuCount() === mp.cpuCount()];
};
contextCases['freeze_support'] = () => mp.freezeSupport();
contextCases['sharedctypes_copy'] = () => {
  const [number, array] = [new mp.sharedctypes.RawValue('i', 4), new mp.sharedctypes.RawArray('i', [1, 2])];
  const [first, second] = [mp.sharedctypes.copy(number), mp.sharedctypes.copy(array)];
  number.value = 5;
  array[0] = 9;
  return [first.value, [...second]];
};
contextCases['sharedctypes_synchronized'] = async () => {
  const [raw, lock] = [new mp.sharedctypes.RawValue('i', 4), new mp.RLock()];
  const number = mp.sharedctypes.synchronized(raw, lock);
  number.value += 1;
  const array = mp.sharedctypes.synchronized(new mp.sharedctypes.RawArray('i', 2));
  await run(fill, [array]);
  return [raw.value, number.getLock() === lock, [...array]];
};
