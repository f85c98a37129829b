/** Cases of Process. */
import * as mp from 'parascope';
import {
  SHORT,
  exits,
  makesChild,
  nothing,
  raised,
  run,
  setState,
  tellsChildNames,
  tellsDaemon,
  tellsName,
  tellsParent,
  tellsPid,
  tellsState,
  throws,
  waiting,
} from './steps.ts';

export const processCases: Record<string, () => unknown> = {};

processCases['process_exit_codes'] = async () => [
  await run(nothing, []),
  await run(throws, []),
  await run(exits, [7]),
  await run(exits, [undefined]),
];
processCases['process_before_start'] = () => {
  const child = new mp.Process({ target: nothing });
  return [child.exitcode, child.isAlive(), child.pid ?? null];
};
processCases['process_while_running'] = async () => {
  const { child, event } = waiting();
  const now = (): unknown[] => [child.exitcode, child.isAlive(), mp.activeChildren().includes(child)];
  const seen = now();
  event.set();
  await child.join();
  return [...seen, ...now()];
};
processCases['process_terminate_and_kill'] = async () => {
  const codes = [];
  for (const end of ['terminate', 'kill'] as const) {
    const { child } = waiting();
    child[end]();
    await child.join();
    codes.push(child.exitcode);
  }
  return codes;
};
processCases['process_terminate_after_end'] = async () => {
  const child = new mp.Process({ target: nothing });
  child.start();
  await child.join();
  child.terminate();
  await child.join();
  return child.exitcode;
};
processCases['process_join_twice'] = async () => {
  const child = new mp.Process({ target: nothing });
  child.start();
  return [await raised(() => child.join()), await raised(() => child.join()), child.exitcode];
};
processCases['process_join_timeout'] = async () => {
  const { child, event } = waiting();
  const seen = [await raised(() => child.join(SHORT)), child.isAlive(), child.exitcode];
  event.set();
  await child.join();
  return seen;
};
processCases['process_join_unstarted'] = () => raised(() => new mp.Process({ target: nothing }).join());
processCases['process_start_twice'] = async () => {
  const child = new mp.Process({ target: nothing });
  child.start();
  const outcome = await raised(() => child.start());
  await child.join();
  return outcome;
};
processCases['process_terminate_unstarted'] = () => raised(() => new mp.Process({ target: nothing }).terminate());
processCases['process_numbers_count_named_ones'] = () => {
  const made = [new mp.Process(), new mp.Process({ name: 'given' }), new mp.Process()];
  return Number(made[2]?.name.split('-')[1]) - Number(made[0]?.name.split('-')[1]);
};
processCases['process_name_is_seen_inside'] = async () => {
  const q = new mp.Queue();
  const child = new mp.Process({ target: tellsName, args: [q], name: 'first' });
  child.name = 'renamed';
  child.start();
  const name = await q.get();
  await child.join();
  return [name, child.name];
};
processCases['process_names_of_grandchildren'] = async () => {
  const q = new mp.Queue<string>();
  await run(tellsChildNames, [q], { name: 'Parent' });
  const child = new mp.Process({ target: tellsChildNames, args: [q] });
  child.start();
  await child.join();
  await q.get();
  return (await q.get()).startsWith(`${child.name}:`);
};
processCases['process_run_directly'] = async () => {
  const q = new mp.SimpleQueue();
  new mp.Process({ target: tellsName, args: [q] }).run();
  return await q.get();
};
processCases['process_without_target'] = async () => {
  const child = new mp.Process();
  child.start();
  await child.join();
  return child.exitcode;
};
processCases['process_daemon'] = async () => {
  const q = new mp.Queue();
  await run(tellsDaemon, [q]);
  await run(tellsDaemon, [q], { daemon: true });
  return [await q.get(), await q.get()];
};
processCases['process_daemon_after_start'] = async () => {
  const { child, event } = waiting();
  const outcome = await raised(() => (child.daemon = true));
  event.set();
  await child.join();
  return outcome;
};
processCases['process_daemon_may_have_no_children'] = async () => {
  const q = new mp.Queue();
  await run(makesChild, [q], { daemon: true });
  return await q.get();
};
processCases['process_parent'] = async () => {
  const q = new mp.Queue();
  await run(tellsParent, [q]);
  return [mp.parentProcess() ?? null, await q.get(), mp.currentProcess().name];
};
processCases['process_close'] = async () => {
  const child = new mp.Process({ target: nothing });
  child.start();
  await child.join();
  child.close();
  return [await raised(() => child.isAlive()), await raised(() => child.join()), await raised(() => child.exitcode)];
};
processCases['process_close_while_running'] = async () => {
  const { child, event } = waiting();
  const outcome = await raised(() => child.close());
  event.set();
  await child.join();
  return outcome;
};

processCases['process_pid'] = async () => {
  const q = new mp.Queue<number>();
  await run(tellsPid, [q]);
  return (await q.get()) === process.pid;
};
processCases['process_module_variables'] = async () => {
  const q = new mp.Queue<number | null>();
  setState(9);
  await run(tellsState, [q]);
  setState(null);
  return await q.get();
};
