/**
 * How well two workers are kept busy: 64 tasks of 10 ms on warm pools, beside a shared index by hand and other pools. The
 * ideal is 320 ms. Isolates hand-out and hand-back, and chunks that end unevenly.
 */
import { type Contender, compare, saveResults } from './harness.ts';
import { PEERS } from './peers/peer-pool.ts';
import { REGISTER, job, peer, runJob } from './run-job.ts';

const ARGS = ['64', '10'] as const;
const node = process.execPath;
const ours =
  (...more: readonly string[]): Contender =>
  () =>
    runJob(node, ['--require', REGISTER, job('busy-parascope.ts'), ...ARGS, ...more]);

saveResults('pool-busy', [
  await compare(
    {
      title: '64 tasks of 10 ms, two warm workers (ideal: 320)',
      unit: 'ms',
      base: 'shared index by hand',
      targets: { parascope: { atMost: 1.01 } },
    },
    {
      'shared index by hand': () => runJob(node, [job('busy-floor.ts'), ...ARGS]),
      parascope: ours(),
      'parascope, chunksize 1': ours('1'),
      ...Object.fromEntries(PEERS.map((name) => [name, () => runJob(node, [peer, name, 'busy', ...ARGS])])),
    },
  ),
]);
