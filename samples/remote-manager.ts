/**
 * One program serves a queue of tasks and one of results at a port. Another one, which the first starts as a program of its own
 * and which could be on another machine, has the same authkey and works on them.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { BaseManager, isMain, managed } from 'parascope';

const TASKS = 5;
const AUTHKEY = 'known to both programs';

// They live in the server, which loads this script as every worker does: whoever asks gets proxies of these two.
const tasks = new managed.Queue<number | null>();
const results = new managed.Queue<string>();

class JobManager extends BaseManager.with({ tasks: () => tasks, results: () => results }) {}

async function serve(): Promise<void> {
  await using manager = new JobManager({ address: ['127.0.0.1', 0], authkey: AUTHKEY });
  manager.start();
  const worker = fork(fileURLToPath(import.meta.url), [JSON.stringify(manager.address)]);
  const exit = once(worker, 'exit');
  const todo = manager.tasks();
  for (let n = 1; n <= TASKS; n++) await todo.put(n);
  await todo.put(null);
  const done = manager.results();
  for (let n = 1; n <= TASKS; n++) console.log(await done.get());
  await exit;
  console.log(`The other program has ended with exit code ${worker.exitCode}`);
}

async function work(address: [host: string, port: number]): Promise<void> {
  await using manager = new JobManager({ address, authkey: AUTHKEY });
  await manager.connect();
  const todo = manager.tasks();
  const done = manager.results();
  for (let n = await todo.get(); n !== null; n = await todo.get()) await done.put(`${n} squared is ${n * n}`);
}

if (isMain) {
  const [address] = process.argv.slice(2);
  if (address === undefined) await serve();
  else await work(JSON.parse(address) as [string, number]);
}
