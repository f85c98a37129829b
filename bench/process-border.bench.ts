/**
 * What crosses the border of a process of the start method `'process'`: messages, payloads, locked increments and proxy calls,
 * beside Python's multiprocessing with its start methods spawn and fork. Each run is a program of its own, so none is to warm up.
 */
import os from 'node:os';
import { type Comparison, type Contender, compare, saveResults } from './harness.ts';
import { REGISTER, hasPython, job, pythonJob, runJob } from './run-job.ts';

const inThousands = 'thousand per second';

const ours =
  (file: string, ...args: readonly string[]): Contender =>
  () =>
    runJob(process.execPath, ['--require', REGISTER, job(file), ...args]);
const border = (...args: readonly string[]): Contender => ours('process-parascope.ts', ...args);

/** By each of Python's start methods. `scale`: from its unit to that of the comparison. */
function python(script: string, scale: number, args: (method: string) => readonly string[]): Record<string, Contender> {
  return Object.fromEntries(
    ['spawn', 'fork'].map((method) => [
      `Python, ${method}`,
      () => runJob('python3', [pythonJob(script), ...args(method)]) * scale,
    ]),
  );
}

const pythonBorder = (what: string, ...more: readonly string[]): Record<string, Contender> =>
  python('process_border.py', 1, (method) => [what, method, ...more]);

/** Beside Python's spawn, which starts as ours does. */
function beside(
  title: string,
  {
    unit,
    target,
  }: { readonly unit: string; readonly target?: { readonly atMost?: number; readonly atLeast?: number } },
  contenders: Readonly<Record<string, Contender>>,
): Promise<Comparison> {
  const targets = target === undefined ? {} : { parascope: target };
  return compare({ title, unit, base: 'Python, spawn', warmups: 0, targets }, contenders);
}

if (hasPython) {
  const load = os.loadavg()[0]!.toFixed(0);
  console.log(`load ${load}`);
  const ahead = { unit: inThousands, target: { atLeast: 1 } };
  saveResults('process-border', [
    await beside('small messages of a process to main', ahead, {
      ...python('queue_messages.py', 1000, (method) => ['1', method]),
      parascope: border('results'),
    }),
    await beside('small messages of main to a process', ahead, {
      ...pythonBorder('orders'),
      parascope: border('orders'),
    }),
    await beside(
      '64 KiB payloads of a process to main',
      { unit: 'MB per second', target: { atLeast: 1 } },
      { ...python('queue_payloads.py', 1000, (method) => [method, '0']), parascope: border('payloads') },
    ),
    await beside('increments under a lock, one process, beside a Manager', ahead, {
      ...pythonBorder('increments', '1'),
      parascope: border('increments', '1'),
    }),
    await beside('increments under a lock, two processes, beside a Manager', ahead, {
      ...pythonBorder('increments', '2'),
      parascope: border('increments', '2'),
    }),
    await beside("calls of a manager's list by a process", ahead, {
      ...pythonBorder('calls'),
      parascope: border('calls'),
    }),
    await beside(
      'memory of an idle process (Pss)',
      { unit: 'KiB' },
      { ...pythonBorder('idle', '4'), parascope: border('idle', '4') },
    ),
  ]);
}
