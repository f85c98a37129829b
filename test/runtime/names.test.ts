/** What the package exports is called by its name: stacks, `inspect` and messages show it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('classes and functions have the names they are exported under, in main and in workers', async () => {
  const { lines, stderr } = await runFixture('names/names.ts');
  assert.deepEqual(lines, ['main Array is called SharedArray', 'worker Array is called SharedArray'], stderr);
});

test('a worker has all names of the package, the same by require as by import, and no main module', async () => {
  const { lines, stderr } = await runFixture('names/required.cts');
  const [main = '', nothing, worker = ''] = lines;
  assert.equal(nothing, 'main module undefined undefined', stderr);
  assert.match(main, /^main \S*,Pool,PoolBrokenError,\S* 0 true$/);
  assert.equal(worker, main.replace('main', 'worker').replace('true', 'false'));
});

test('a process is printed with its state, a queue with what it holds', async () => {
  const { lines, stderr } = await runFixture('names/printed.ts');
  const expected = [
    "Counter { name: 'counter', state: 'initial', count: 3 }",
    "Counter { name: 'counter', pid: PID, state: 'started', count: 3 }",
    "Counter { name: 'counter', pid: PID, state: 'stopped', exitcode: 0, count: 3 }",
    "[ Counter { name: 'counter', state: 'closed', count: 3 } ]",
    '{ queue: Queue { maxsize: 5, qsize: 1 }, simple: SimpleQueue { empty: true } }',
    '[ [ [ [JoinableQueue] ] ] ]',
  ];
  const flat = lines.join(' ').replaceAll(/\s+/g, ' ');
  assert.equal(flat, expected.join(' '), stderr);
});

const objects = (lock: string): string =>
  `{ lock: Lock { name: 'Lock-1', heldBy: '${lock}' }, rlock: RLock { name: 'RLock-1', heldBy: 'this worker' }, ` +
  "event: Event { name: 'Event-1', isSet: true }, semaphore: Semaphore { name: 'Semaphore-1', value: 3 }, " +
  `condition: Condition { name: 'Condition-1', lock: Lock { name: 'Lock-1', heldBy: '${lock}' } }, ` +
  "barrier: Barrier { name: 'Barrier-1', parties: 2, nWaiting: 0, broken: false } }";

test('locks, events, pools and futures are printed with their state, in a process too, and no two have one name', async () => {
  const { lines, stderr } = await runFixture('names/printed.ts', { args: ['objects'] });
  const expected = [
    objects('this worker'),
    objects('another'),
    "[ Lock { name: 'Lock-2', heldBy: 'nobody' }, Lock { name: 'Lock-3', heldBy: 'nobody' } ]",
    'true',
    "{ pool: Pool { processes: 2, state: 'running' }, result: AsyncResult { ready: true }, " +
      "executor: ProcessPoolExecutor { maxWorkers: 1, state: 'running' }, future: Future { state: 'finished' } }",
    "{ pool: Pool { processes: 2, state: 'terminated' }, executor: ProcessPoolExecutor { maxWorkers: 1, state: 'closed' } }",
  ];
  assert.equal(lines.join(' ').replaceAll(/\s+/g, ' '), expected.join(' '), stderr);
});
