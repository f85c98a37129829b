/**
 * What a pool adds to the work itself: 100,000 tasks that do nothing, beside the same written by hand with messages and
 * with shared memory. Other pools: pool-peers.
 */
import { type Contender, compare, saveResults } from './harness.ts';
import { REGISTER, hasPython, job, pythonJob, runJob } from './run-job.ts';

const COUNT = '100000';
const node = process.execPath;
const byHand =
  (...args: readonly string[]): Contender =>
  () =>
    runJob(node, [job('map-floor.ts'), ...args, COUNT]);
const ours =
  (mode: string): Contender =>
  () =>
    runJob(node, ['--require', REGISTER, job('map-parascope.ts'), mode, COUNT]);
const split =
  (kind: 'array' | 'typed'): Contender =>
  () =>
    runJob(node, [job('typed-map-floor.ts'), COUNT, kind]);

saveResults('pool-map', [
  await compare(
    {
      title: 'map of 100,000 tiny tasks, default chunks',
      unit: 'ms',
      base: 'chunked postMessage by hand',
      targets: { parascope: { atMost: 1.2 } },
    },
    {
      'chunked postMessage by hand': byHand('chunks'),
      parascope: ours('map'),
      ...(hasPython && { 'Python Pool.map': () => runJob('python3', [pythonJob('map.py'), 'map', COUNT]) }),
    },
  ),
  await compare(
    {
      title: '100,000 tiny tasks, one by one',
      unit: 'ms',
      base: 'postMessage per item by hand',
      targets: { 'parascope map, chunksize 1': { atMost: 0.33 }, 'parascope imap': { atMost: 0.33 } },
    },
    {
      'postMessage per item by hand': byHand('items'),
      'parascope map, chunksize 1': ours('map1'),
      'parascope imap': ours('imap'),
    },
  ),
  await compare(
    {
      title: 'map of a Float64Array of 100,000 numbers',
      unit: 'ms',
      base: 'shared memory by hand, results in an array',
      targets: { parascope: { atMost: 1.5 } },
    },
    {
      'shared memory by hand, results in an array': split('array'),
      'the same, results in a Float64Array': split('typed'),
      parascope: () => runJob(node, ['--require', REGISTER, job('typed-map-parascope.ts'), COUNT]),
    },
  ),
]);
