/**
 * What watching costs: the same work with the instrument on and off. Where a task or a message takes 100 us or more it is
 * to cost 3 % at most; below that the table says what it costs. The last row is a sample from its start to its verdict.
 */
import path from 'node:path';
import { type Comparison, compare, saveResults } from './harness.ts';
import { PARASCOPE, cpuOfCommand, job, runJob, timeCommand } from './run-job.ts';

const node = process.execPath;
/** Enough that the analysis after the run does not count. */
const POINTS = '10000000';
const POINTS_OF_EXERCISE = '200000000';
const exercise = path.resolve(import.meta.dirname, '../samples/pi-exercise.ts');
const sample = path.resolve(import.meta.dirname, '../samples/pi-shared-value.ts');

/** Work of `jobs/watched.ts`; `atMost`: what the row is to reach, where there is an aim. */
function watched(title: string, args: readonly string[], atMost?: number): Promise<Comparison> {
  const run = (...options: readonly string[]): number => {
    return runJob(node, [PARASCOPE, 'run', ...options, job('watched.ts'), ...args]);
  };
  return compare(
    { title, unit: 'ms', base: 'off', ...(atMost !== undefined && { targets: { on: { atMost } } }) },
    { off: () => run('--no-trace'), on: () => run() },
  );
}

saveResults('instrument', [
  await watched('map of 400 tasks of 1 ms', ['tasks', '400', '1000'], 1.03),
  await watched('map of 4,000 tasks of 100 us', ['tasks', '4000', '100'], 1.03),
  await watched('map of 20,000 tasks of 10 us', ['tasks', '20000', '10']),
  await watched('map of 200,000 tasks that do nothing', ['tasks', '200000', '0']),
  await watched('2,000 messages, 100 us of work for each', ['messages', '2000', '100'], 1.03),
  await watched('10,000 messages, 10 us of work for each', ['messages', '10000', '10']),
  await watched('300,000 messages without any work', ['messages', '300000', '0']),
  await watched('2,000,000 increments under a lock, one worker', ['locks', '2000000']),
  await compare(
    {
      title: 'sample pi-shared-value with 10,000,000 points, whole command',
      unit: 'ms',
      base: 'off',
      runs: 3,
      targets: { on: { atMost: 1.1 } },
    },
    {
      off: () => timeCommand(node, [PARASCOPE, 'run', '--no-trace', sample, POINTS]),
      on: () => timeCommand(node, [PARASCOPE, 'run', sample, POINTS]),
    },
  ),
  await compare(
    {
      title: 'sample pi-exercise with 200,000,000 points, CPU time of the whole command',
      unit: 'ms',
      base: 'instrument off',
      targets: { run: { atMost: 1.02 }, profile: { atMost: 1.08 } },
    },
    {
      'instrument off': () => cpuOfCommand(node, [PARASCOPE, 'run', '--no-trace', exercise, POINTS_OF_EXERCISE]),
      run: () => cpuOfCommand(node, [PARASCOPE, 'run', exercise, POINTS_OF_EXERCISE]),
      profile: () => cpuOfCommand(node, [PARASCOPE, 'run', '--cpu-prof', exercise, POINTS_OF_EXERCISE]),
    },
  ),
]);
