/** A worker that is an operating system process of its own, killed from outside in the middle of its task. */
import { setTimeout as pause } from 'node:timers/promises';
import { getContext, isMain } from 'parascope';

async function work(ms: number): Promise<void> {
  await pause(ms);
}

if (isMain) {
  const { Process } = getContext('process');
  const workers = [400, 60_000].map((ms) => new Process({ target: work, args: [ms] }));
  for (const worker of workers) worker.start();
  const [first, second] = workers;
  await first?.join();
  if (second?.pid) process.kill(second.pid, 'SIGKILL');
  await second?.join();
}
