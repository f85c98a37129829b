/**
 * The like-for-like row: 100,000 tasks that do nothing, handed out one by one, by our pool, other pools and Python's. Each
 * has two workers, in a process of its own, warmed up by a part of the job. Some take seconds: this runs for a minute or two.
 */
import { type Contender, compare, saveResults } from './harness.ts';
import { PEERS } from './peers/peer-pool.ts';
import { REGISTER, hasPython, job, peer, pythonJob, runJob } from './run-job.ts';

const COUNT = '100000';
const node = process.execPath;
const ours =
  (mode: string): Contender =>
  () =>
    runJob(node, ['--require', REGISTER, job('map-parascope.ts'), mode, COUNT]);
const python = (mode: string): Contender => {
  return () => runJob('python3', [pythonJob('map.py'), mode, COUNT]);
};
const others: Record<string, Contender> = Object.fromEntries(
  PEERS.map((name) => [name, () => runJob(node, [peer, name, 'tiny', COUNT])]),
);
if (hasPython) {
  others['Python Pool.map, chunksize 1'] = python('map1');
  others['Python Pool.imap'] = python('imap');
}

saveResults('pool-peers', [
  await compare(
    {
      title: '100,000 tiny tasks, one by one, on two workers',
      unit: 'ms',
      base: 'parascope imap',
      warmups: 0,
      targets: Object.fromEntries(Object.keys(others).map((name) => [name, { atLeast: 10 }])),
    },
    { 'parascope imap': ours('imap'), 'parascope map, chunksize 1': ours('map1'), ...others },
  ),
]);
