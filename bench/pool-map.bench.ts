/** What a pool adds to the work itself: 100,000 tasks that do nothing, beside hand-written messages and Python's Pool. */
import { type Contender, compare, saveResults } from './harness.ts';
import { PEERS } from './peers/peer-pool.ts';
import { REGISTER, hasPython, job, peer, pythonJob, runJob } from './run-job.ts';

const COUNT = '100000';
const node = process.execPath;
const floor =
  (mode: string): Contender =>
  () =>
    runJob(node, [job('map-floor.ts'), mode, COUNT]);
const ours =
  (mode: string): Contender =>
  () =>
    runJob(node, ['--require', REGISTER, job('map-parascope.ts'), mode, COUNT]);
const python = (mode: string): Record<string, Contender> =>
  hasPython ? { [`Python Pool.${mode}`]: () => runJob('python3', [pythonJob('map.py'), mode, COUNT]) } : {};
const peers = (): Record<string, Contender> =>
  Object.fromEntries(PEERS.map((name) => [`${name}, a task each`, () => runJob(node, [peer, name, 'tiny', COUNT])]));

saveResults('pool-map', [
  await compare(
    {
      title: 'map of 100,000 tiny tasks, default chunks',
      unit: 'ms',
      base: 'chunked postMessage by hand',
      targets: { parascope: { atMost: 1.2 } },
    },
    { 'chunked postMessage by hand': floor('chunks'), parascope: ours('map'), ...python('map') },
  ),
  await compare(
    {
      title: 'map of 100,000 tiny tasks, chunksize 1',
      unit: 'ms',
      base: 'postMessage per item by hand',
      targets: { parascope: { atMost: 0.33 } },
    },
    { 'postMessage per item by hand': floor('items'), parascope: ours('map1'), ...python('map1'), ...peers() },
  ),
  await compare(
    {
      title: 'imap of 100,000 tiny tasks',
      unit: 'ms',
      base: 'postMessage per item by hand',
      targets: { parascope: { atMost: 0.33 } },
    },
    { 'postMessage per item by hand': floor('items'), parascope: ours('imap'), ...python('imap') },
  ),
  await compare(
    {
      title: 'map of a Float64Array of 100,000 numbers',
      unit: 'ms',
      base: 'shared memory split by hand',
      targets: { parascope: { atMost: 1.5 } },
    },
    {
      'shared memory split by hand': () => runJob(node, [job('typed-map-floor.ts'), COUNT]),
      parascope: () => runJob(node, ['--require', REGISTER, job('typed-map-parascope.ts'), COUNT]),
    },
  ),
]);
