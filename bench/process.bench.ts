/** What the start method `'process'` costs: the start of a process and a pool's map, beside a raw `child_process.fork` and Python's start methods. */
import { type Contender, compare, saveResults } from './harness.ts';
import { REGISTER, hasPython, job, pythonJob, runJob } from './run-job.ts';

const COUNT = '100000';
const node = process.execPath;

const ours =
  (file: string, ...args: readonly string[]): Contender =>
  () =>
    runJob(node, ['--require', REGISTER, job(file), ...args]);

/** By each of Python's start methods. */
const python = (script: string, args: (method: string) => readonly string[]): Record<string, Contender> =>
  Object.fromEntries(
    ['spawn', 'fork'].map((method) => [
      `Python, ${method}`,
      () => runJob('python3', [pythonJob(script), ...args(method)]),
    ]),
  );

if (hasPython) {
  saveResults('process', [
    await compare(
      {
        title: 'start of a process to its first line',
        unit: 'ms',
        base: 'child_process.fork',
        targets: { parascope: { atMost: 1.3 } },
      },
      {
        'child_process.fork': () => runJob(node, [job('process-start-floor.ts')]),
        parascope: ours('worker-start-parascope.ts', 'process'),
        ...python('process_border.py', (method) => ['start', method]),
      },
    ),
    await compare(
      {
        title: 'map of 100,000 tiny tasks on two processes, default chunks',
        unit: 'ms',
        base: 'Python, spawn',
        targets: { parascope: { atMost: 1.5 } },
      },
      {
        ...python('map.py', (method) => ['map', COUNT, method]),
        parascope: ours('map-parascope.ts', 'map', COUNT, 'process'),
      },
    ),
  ]);
}
