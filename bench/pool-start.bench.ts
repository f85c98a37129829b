/** What a pool costs before it works: two workers to the first result, and the memory of an idle worker, beside raw workers. */
import { compare, saveResults } from './harness.ts';
import { REGISTER, job, runJob } from './run-job.ts';

const node = process.execPath;
const raw = (mode: string) => (): number => runJob(node, [job('pool-start-floor.ts'), mode]);
const ours = (mode: string) => (): number =>
  runJob(node, ['--require', REGISTER, job('pool-start-parascope.ts'), mode]);

saveResults('pool-start', [
  await compare(
    {
      title: 'pool of 2 to its first result',
      unit: 'ms',
      base: 'two raw workers to the first answer',
      targets: { parascope: { atMost: 1.2 } },
    },
    { 'two raw workers to the first answer': raw('start'), parascope: ours('start') },
  ),
  await compare(
    {
      title: 'memory per idle worker',
      unit: 'KiB',
      base: 'raw worker',
      targets: { parascope: { atMost: 1.1 } },
    },
    { 'raw worker': raw('memory'), parascope: ours('memory') },
  ),
]);
