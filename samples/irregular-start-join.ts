/**
 * Start and join in any order: six jobs, each started as soon as those that it depends on have been joined. Every job is a
 * process of its own, so jobs that depend on nothing in common run side by side.
 */
import { Process, isMain } from 'parascope';

/** What each job has to wait for. */
const dependencies = {
  fetch: [],
  configure: [],
  parse: ['fetch'],
  check: ['parse', 'configure'],
  draw: ['parse'],
  publish: ['check', 'draw'],
} as const satisfies Record<string, readonly string[]>;

type Job = keyof typeof dependencies;

function work(job: Job): void {
  let sum = 0;
  for (let i = 0; i < 20_000_000; i++) sum += i % 7;
  console.log(`${job} is done (${sum})`);
}

function startJob(job: Job): Process {
  const child = new Process({ target: work, args: [job], name: job });
  child.start();
  return child;
}

/** Starts the job once all that it depends on have ended; each job is started once, whoever asks for it. */
async function finish(job: Job, begun: Map<Job, Promise<void>>): Promise<void> {
  const known = begun.get(job);
  if (known !== undefined) {
    await known;
    return;
  }
  const run = async (): Promise<void> => {
    await Promise.all(dependencies[job].map((each) => finish(each, begun)));
    await startJob(job).join();
  };
  const running = run();
  begun.set(job, running);
  await running;
}

if (isMain) {
  await finish('publish', new Map());
  console.log('all jobs are done');
}
