/** What watching costs: the same programs with the instrument on and off. */
import path from 'node:path';
import { compare, saveResults } from './harness.ts';
import { PARASCOPE, job, runJob, timeCommand } from './run-job.ts';

const node = process.execPath;
/** Enough that the analysis after the run does not count. */
const POINTS = '10000000';
const POINTS_OF_EXERCISE = '200000000';
const exercise = path.resolve(import.meta.dirname, '../samples/pi-exercise.ts');
const sample = path.resolve(import.meta.dirname, '../samples/pi-shared-value.ts');

saveResults('instrument', [
  await compare(
    {
      title: 'map of 2,000 tasks of 1 ms, Pool(2) warm',
      unit: 'ms',
      base: 'instrument off',
      targets: { 'instrument on': { atMost: 1.02 } },
    },
    {
      'instrument off': () => runJob(node, [PARASCOPE, 'run', '--no-trace', job('map-1ms.ts')]),
      'instrument on': () => runJob(node, [PARASCOPE, 'run', job('map-1ms.ts')]),
    },
  ),
  await compare(
    {
      title: 'sample pi-shared-value with 10,000,000 points, whole command',
      unit: 'ms',
      base: 'instrument off',
      targets: { 'instrument on': { atMost: 1.1 } },
    },
    {
      'instrument off': () => timeCommand(node, [PARASCOPE, 'run', '--no-trace', sample, POINTS]),
      'instrument on': () => timeCommand(node, [PARASCOPE, 'run', sample, POINTS]),
    },
  ),
  await compare(
    {
      title: 'sample pi-exercise with 200,000,000 points, profiled, whole command',
      unit: 'ms',
      base: 'instrument off',
      targets: { profile: { atMost: 1.08 } },
    },
    {
      'instrument off': () => timeCommand(node, [PARASCOPE, 'run', '--no-trace', exercise, POINTS_OF_EXERCISE]),
      profile: () => timeCommand(node, [PARASCOPE, 'run', '--cpu-prof', exercise, POINTS_OF_EXERCISE]),
    },
  ),
]);
