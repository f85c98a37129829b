/** Calls per second of proxies of a manager, from one thread to a server in another, beside Python's Manager. */
import { type Contender, compare, saveResults } from './harness.ts';
import { REGISTER, hasPython, job, pythonJob, runJob } from './run-job.ts';

const ours =
  (mode: string): Contender =>
  () =>
    runJob(process.execPath, ['--require', REGISTER, job('manager-parascope.ts'), mode]);

if (hasPython) {
  saveResults('manager-calls', [
    await compare(
      {
        title: 'calls of proxies, list.append and dict.get',
        unit: 'thousand per second',
        base: 'Python, Manager',
        targets: { sync: { atLeast: 1 }, async: { atLeast: 1 } },
      },
      {
        'Python, Manager': () => runJob('python3', [pythonJob('manager_calls.py')]),
        sync: ours('sync'),
        async: ours('async'),
        'async, 100 at a time': ours('together'),
      },
    ),
  ]);
}
