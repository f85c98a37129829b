import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RowKind } from '../../trace/src/vocabulary.ts';
import { canRunAsNobody, runAsNobody } from './run-as-nobody.ts';
import { runSample, sliceNames, threadNames } from './run-sample.ts';

const sorted = (lines: readonly string[]): string[] => lines.toSorted();

describe('samples run under the instrument', { concurrency: 1 }, () => {
  test('cpu-count prints how many cores the process may use, and the summary agrees', async () => {
    const run = await runSample('cpu-count');
    assert.equal(run.exitCode, 0, run.stderr);
    assert.deepEqual(run.stdout, [`This process may use ${run.summary.cores.available} cores.`]);
    assert.equal(run.summary.counts.spawn, 0);
  });

  test('script-structure: the worker loads the module, what is behind the guard runs once', async () => {
    const run = await runSample('script-structure');
    assert.equal(run.exitCode, 0, run.stderr);
    assert.deepEqual(run.stdout, [
      'MainProcess loads the script',
      'Only the main copy runs what is behind the guard',
      'Process-1 loads the script',
      'Hello world, from Process-1',
      'Done',
    ]);
    assert.equal(run.summary.counts.spawn, 1);
    assert.equal(run.summary.counts.join, 1);
  });

  test('add-and-product: tasks of both functions by name', async () => {
    const run = await runSample('add-and-product');
    assert.deepEqual(run.stdout, ['sums [ 7, 9, 11, 13, 15 ]', 'products [ 6, 14, 24, 36, 50 ]'], run.stderr);
    assert.equal(run.summary.counts.submit, 10);
    assert.equal(run.summary.tasks.count, 10);
    assert.equal(run.summary.counts.spawn, 2);
    const names = sliceNames(run);
    assert.ok(names.has('add') && names.has('product'), [...names].join(', '));
  });

  test('random-numbers: four spawns, four joins, overlapping lives', async () => {
    const run = await runSample('random-numbers');
    assert.equal(run.stdout.length, 4, run.stderr);
    assert.deepEqual(
      new Set(run.stdout.map((line) => /^process (\d) drew \d+$/.exec(line)?.[1])),
      new Set(['0', '1', '2', '3']),
    );
    assert.equal(run.summary.counts.spawn, 4);
    assert.equal(run.summary.counts.join, 4);
    const lanes = run.model.lanes().filter((lane) => lane.role === 'worker');
    assert.equal(lanes.length, 4);
    const lastStart = Math.max(...lanes.map((lane) => lane.startNs));
    assert.ok(
      lanes.every((lane) => (lane.endNs ?? 0) > lastStart),
      'all four lived at once',
    );
  });

  test('random-numbers-queue: four messages come back, each got once', async () => {
    const run = await runSample('random-numbers-queue');
    assert.match(run.stdout.join('\n'), /^\[ \d+, \d+, \d+, \d+ \]$/, run.stderr);
    const { spawn, join, put, get } = run.summary.counts;
    assert.deepEqual({ spawn, join, put, get }, { spawn: 4, join: 4, put: 4, get: 4 });
  });

  test('numbers-and-letters: two lanes side by side, each in its own order', async () => {
    const run = await runSample('numbers-and-letters');
    assert.equal(run.exitCode, 0, run.stderr);
    assert.equal(run.stdout.at(-1), 'Done');
    assert.equal(run.stdout.filter((line) => /^\d$/.test(line)).join(''), '12345');
    assert.equal(run.stdout.filter((line) => /^[a-e]$/.test(line)).join(''), 'abcde');
    assert.deepEqual(threadNames(run, 'worker'), ['numbers', 'letters']);
  });

  test('numbers-and-letters-unguarded is refused once, with the line and the cure', async () => {
    const run = await runSample('numbers-and-letters-unguarded');
    assert.notEqual(run.exitCode, 0);
    const refusals = run.stderr.match(/guard/g) ?? [];
    assert.ok(refusals.length > 0, run.stderr);
    assert.match(run.stderr, /numbers-and-letters-unguarded\.ts:1[5-9]/);
    assert.match(run.stderr, /if \((isMain)\)/);
    assert.ok(run.summary.counts.spawn <= 2, 'no worker started workers');
  });

  test('queue-object: one put, one get, the object arrives whole', async () => {
    const run = await runSample('queue-object');
    assert.deepEqual(run.stdout, ["[ 42, null, 'hello' ]"], run.stderr);
    const { put, get, spawn, join } = run.summary.counts;
    assert.deepEqual({ put, get, spawn, join }, { put: 1, get: 1, spawn: 1, join: 1 });
  });

  test('pool-map: lines in any order, results in the order of any kind of iterable', async () => {
    const run = await runSample('pool-map');
    assert.equal(run.exitCode, 0, run.stderr);
    const shown = run.stdout
      .filter((line) => line.startsWith('worker has'))
      .map((line) => line.slice('worker has '.length));
    assert.equal(shown.length, 20);
    assert.deepEqual(sorted(shown).slice(-6), ['green', 'height', 'red', 'tick', 'tock', 'width']);
    const results = run.stdout.filter((line) => !line.startsWith('worker has')).join('\n');
    assert.match(results, /'got 0', 'got 1',\s+'got 2', 'got 3',\s+'got 4', 'got 5',\s+'got 6', 'got 7'/);
    assert.match(results, /'got 0.5', 'got 1.5'/);
    assert.match(results, /'got red', 'got green'/);
    assert.match(results, /'got one,1'/);
    assert.match(results, /'got 3', 'got 2', 'got 1'/);
    assert.match(results, /'got tick', 'got tock'/);
    assert.match(results, /'got width', 'got height'/);
    assert.equal(run.summary.counts.spawn, 8);
    assert.equal(run.summary.counts.submit, 20);
    assert.equal(run.summary.tasks.count, 20);
  });

  test('pool-power: exact results, one pool of three reused by three maps', async () => {
    const run = await runSample('pool-power');
    const printed = run.stdout.join('\n');
    assert.match(printed, /\[ 256n, 4n, 27n \]/, run.stderr);
    assert.match(printed, /20880467999847912034355032910567n/);
    const workers = new Set(run.stdout.flatMap((line) => /^(\S+) computes/.exec(line)?.[1] ?? []));
    assert.ok(workers.size <= 3, [...workers].join(', '));
    assert.equal(run.summary.counts.spawn, 3);
    assert.equal(run.summary.counts.submit, 15);
    assert.equal(run.summary.tasks.count, 15);
  });

  test('process-names: lanes carry the names; those without one are numbered among all', async () => {
    const run = await runSample('process-names');
    const names = ['Process-1', 'reader', 'Process-3', 'writer', 'checker', 'Process-6'];
    assert.deepEqual(threadNames(run, 'worker'), names, run.stderr);
    assert.deepEqual(sorted(run.stdout.map((line) => /^pid \d+, name (\S+)$/.exec(line)?.[1] ?? line)), sorted(names));
    assert.equal(run.summary.counts.spawn, 6);
    assert.equal(run.summary.counts.join, 6);
  });

  test('process-arguments: one argument, several, and named ones', async () => {
    const run = await runSample('process-arguments');
    assert.deepEqual(sorted(run.stdout), ['area of 3 x 4 is 12', 'double of 21 is 42', 'hello hello Ada'], run.stderr);
    assert.equal(run.summary.counts.spawn, 3);
    const names = sliceNames(run);
    assert.ok(names.has('double') && names.has('area') && names.has('greet'), [...names].join(', '));
  });

  test('irregular-start-join: each job starts when those before it have been joined', async () => {
    const run = await runSample('irregular-start-join');
    assert.equal(run.exitCode, 0, run.stderr);
    const jobs = run.stdout.slice(0, -1).map((line) => line.split(' ')[0] ?? '');
    assert.deepEqual(sorted(jobs), ['check', 'configure', 'draw', 'fetch', 'parse', 'publish']);
    const before = (a: string, b: string): boolean => jobs.indexOf(a) < jobs.indexOf(b);
    assert.ok(before('fetch', 'parse') && before('parse', 'check') && before('parse', 'draw'), jobs.join(', '));
    assert.ok(before('configure', 'check') && jobs.at(-1) === 'publish', jobs.join(', '));
    assert.equal(run.stdout.at(-1), 'all jobs are done');
    assert.deepEqual([run.summary.counts.spawn, run.summary.counts.join], [6, 6]);
    const lanes = new Map(run.model.lanes().map((lane) => [lane.name, lane]));
    assert.ok((lanes.get('parse')?.startNs ?? 0) >= (lanes.get('fetch')?.endNs ?? Infinity), 'parse after fetch');
  });

  test('quicksort-nested: pools in pools sort every kind of list, as deep as asked', async () => {
    const run = await runSample('quicksort-nested', ['2', '20000']);
    assert.deepEqual(
      run.stdout,
      [
        'empty: 0 numbers, sorted',
        'one: 1 numbers, sorted',
        'equal: 2000 numbers, sorted',
        'sorted: 2000 numbers, sorted',
        'reversed: 2000 numbers, sorted',
        'random: 20000 numbers, sorted',
      ],
      run.stderr,
    );
    const workers = threadNames(run, 'worker');
    assert.equal(workers.filter((name) => name.startsWith('sort ')).length, 6);
    assert.ok(
      workers.some((name) => /^PoolWorker-\d+:\d+:\d+$/.test(name)),
      `a pool inside a pool's worker: ${workers.join(', ')}`,
    );
    assert.equal(run.summary.events.dropped, 0);
  });

  test('parameter-sweep: a grid in the order of the grid, whatever the chunk size', async () => {
    const expected = [
      'at 10 m/s the best angle is 45: 9.8 m',
      'at 20 m/s the best angle is 45: 35.3 m',
      'at 30 m/s the best angle is 45: 68.6 m',
      'at 40 m/s the best angle is 45: 103.3 m',
    ];
    for (const args of [[], ['1']]) {
      const run = await runSample('parameter-sweep', args);
      assert.deepEqual(run.stdout, expected, run.stderr);
      assert.equal(run.summary.tasks.count, 28);
      assert.equal(run.summary.counts.submit, 28);
    }
  });

  test('pi-shared-value: almost all time waits for one lock, and the finding names its line', async () => {
    const run = await runSample('pi-shared-value');
    assert.match(run.stdout[0] ?? '', /^pi is about 3\.1/, run.stderr);
    assert.equal(run.summary.counts.acquire, 2_000_000);
    const finding = run.summary.findings.find(({ id }) => id === 'lock-contention');
    assert.ok(finding, JSON.stringify(run.summary.findings));
    assert.match(finding.location ?? '', /^pi-shared-value\.ts:1[4-9]$/);
    assert.equal(run.summary.events.dropped, 0);
  });

  test('pi-exercise: one acquire per process, and no lock contention', async () => {
    const run = await runSample('pi-exercise');
    assert.match(run.stdout[0] ?? '', /^pi is about 3\.1/, run.stderr);
    assert.equal(run.summary.counts.acquire, 4);
    assert.ok(!run.summary.findings.some(({ id }) => id === 'lock-contention'));
  });

  test('pipe-producers: every value arrives, each producer’s in order, and the pipe has a name', async () => {
    const run = await runSample('pipe-producers');
    assert.equal(run.exitCode, 0, run.stderr);
    assert.equal(run.stdout.at(-1), 'Done');
    const sent = (from: string): string[] => run.stdout.filter((line) => line.startsWith(`${from} sent`));
    assert.deepEqual(
      sent('ones'),
      Array.from({ length: 10 }, (_, i) => `ones sent ${i}`),
    );
    assert.deepEqual(
      sent('hundreds'),
      Array.from({ length: 10 }, (_, i) => `hundreds sent ${100 + i}`),
    );
    const { put, get, spawn, join } = run.summary.counts;
    assert.deepEqual({ put, get, spawn, join }, { put: 22, get: 22, spawn: 3, join: 3 });
    assert.deepEqual(threadNames(run, 'worker'), ['ones', 'hundreds', 'printer']);
    assert.deepEqual(
      [...run.model.objects.values()].map(({ name }) => name),
      ['Pipe-1'],
    );
  });

  test('manager-proxies: three processes change a list and a dictionary in the server, each call a flow to it', async () => {
    const run = await runSample('manager-proxies');
    assert.equal(run.exitCode, 0, run.stderr);
    assert.deepEqual(run.stdout, ["[ 'Process-2', 'Process-3', 'Process-4' ]", '{ one: 1, three: 3, two: 2 }']);
    assert.deepEqual(threadNames(run, 'worker'), ['SyncManager-1', 'Process-2', 'Process-3', 'Process-4']);
    const { put, get, spawn, join } = run.summary.counts;
    assert.deepEqual({ spawn, join, lost: put - get }, { spawn: 4, join: 3, lost: 0 });
    assert.ok([...run.model.objects.values()].every(({ name }) => /^(Proxies|SyncManager)-\d$/.test(name)));
    const laneOf = (name: string): number => run.model.lanes().find((lane) => lane.name === name)!.id;
    const { slices } = run.model.threads.get(laneOf('Process-2'))!;
    const waits = Array.from({ length: slices.count }, (_, id) => id).filter(
      (id) => slices.kind[id] === RowKind.waitGet,
    );
    const flows = waits.flatMap((id) => run.model.flowsOf(laneOf('Process-2'), id)!.flows);
    assert.ok(flows.some((flow) => flow.there.laneId === laneOf('SyncManager-1')));
  });

  test('remote-manager: another program works on the queues that one serves, in the same chart', async () => {
    const run = await runSample('remote-manager');
    assert.equal(run.exitCode, 0, run.stderr);
    assert.deepEqual(run.stdout, [
      ...Array.from({ length: 5 }, (_, i) => `${i + 1} squared is ${(i + 1) ** 2}`),
      'The other program has ended with exit code 0',
    ]);
    assert.deepEqual(threadNames(run, 'worker'), ['JobManager-1']);
    const programs = run.summary.threads.filter(({ role }) => role === 'process');
    assert.deepEqual(
      programs.map(({ name }) => name.replace(/\d+/, 'PID')),
      ['remote-manager.ts (PID)'],
    );
  });

  test('shared-array: the parent sees what the children changed, each change under a lock', async () => {
    const run = await runSample('shared-array');
    assert.equal(run.exitCode, 0, run.stderr);
    assert.equal(run.stdout.join('').replace(/\s+/g, ' '), '3.1415927[ 0, -1, -2, -3, -4, -5, -6, -7, -8, -9]');
    assert.equal(run.summary.counts.acquire, 11);
  });

  test('text-statistics: serial and parallel find the same', async () => {
    const run = await runSample('text-statistics');
    assert.equal(run.exitCode, 0, run.stderr);
    const found = '12 directories, 48 files, 720000 words';
    assert.deepEqual(run.stdout.slice(0, 2), [`serial: ${found}`, `parallel: ${found}`]);
    assert.match(run.stdout[2] ?? '', /^serial \d+ ms, parallel \d+ ms: x\d+\.\d\d$/);
    assert.equal(run.summary.counts.submit, 12);
    assert.ok(sliceNames(run).has('statisticsOf'));
  });

  test('one-core: four workers share one core and wait for it', async () => {
    const run = await runSample('one-core', ['60000']);
    assert.equal(run.exitCode, 0, run.stderr);
    assert.equal(run.stdout[1], 'the same counts: true');
    assert.equal(run.summary.counts.submit, 8);
    if (!run.stdout[0]!.startsWith('pinned')) return; // A system without taskset: the sample has said so.
    assert.equal(run.stdout[0], 'pinned: 1 core to be used');
    const workers = run.summary.threads.filter(({ role }) => role === 'worker');
    assert.equal(workers.length, 4);
    assert.ok(
      workers.every(({ runQueueMs }) => runQueueMs > 0),
      JSON.stringify(workers),
    );
  });

  test('process-limit: all run below the limit; near it the next is refused in words and nothing is lost', async () => {
    const run = await runSample('process-limit');
    assert.equal(run.exitCode, 0, run.stderr);
    assert.equal(run.stdout.at(-1), '8 wanted, 8 started, 8 ran');
    // Root has no limit, and of any other user we do not know what else runs: so it is tried as a user who runs nothing.
    if (process.getuid?.() !== 0 || !canRunAsNobody()) return;
    const lines = runAsNobody(24, 40);
    const [, started, ran] = /^40 wanted, (\d+) started, (\d+) ran$/.exec(lines.at(-1) ?? '') ?? [];
    assert.ok(Number(started) < 40, lines.join('\n'));
    assert.equal(ran, started);
    assert.match(lines.at(-2) ?? '', /^Process-\d+ cannot be started: the system refuses another thread/);
  });

  test('io-bound: the same results however they are waited for', async () => {
    const run = await runSample('io-bound');
    assert.equal(run.exitCode, 0, run.stderr);
    assert.deepEqual(
      run.stdout.map((line) => line.replace(/ in .*/, '')),
      ['one after the other: sum 1240', 'four processes: sum 1240', 'all at once, one process: sum 1240'],
    );
    assert.equal(run.summary.counts.submit, 16);
  });
});
