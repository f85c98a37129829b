import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ExitReason, ObjectType, RowKind, ThreadRole, coreOfSample, type RunMeta } from '../../trace/src/vocabulary.ts';
import { cpuNs, ofKind, runRecorded, threadNamed, type RecordedRow } from './instrument-run.ts';

function workers(rows: readonly RecordedRow[]): RecordedRow[] {
  return ofKind(rows, RowKind.thread).filter(({ value }) => value === ThreadRole.worker);
}

test('a run begins with what it is and ends with how it ended', async () => {
  const { rows, segments, lines, exitCode } = await runRecorded('ends.mjs', { args: ['slow-exit', 'a b'] });
  assert.deepEqual(lines, ['natural', 'the last word']);
  assert.equal(exitCode, 0);
  assert.equal(segments.length, 1);
  assert.equal(rows[0]!.kind, RowKind.meta);
  const meta = JSON.parse(rows[0]!.text) as RunMeta;
  assert.deepEqual(meta.argv, ['slow-exit', 'a b']);
  assert.ok(meta.coresAvailable >= 1 && meta.startedAtMs <= Date.now());
  const [end, ...others] = ofKind(rows, RowKind.end);
  assert.equal(others.length, 0);
  assert.equal(end!.value, 0);
  assert.ok(end!.duration > 0 && end!.duration === end!.time);
});

for (const [way, code] of [
  ['exit', 5],
  ['throw', 1],
  ['reject', 1],
] as const) {
  test(`the trace is whole and has the exit code after: ${way}`, async () => {
    const { rows, exitCode } = await runRecorded('ends.mjs', { args: [way] });
    assert.equal(exitCode, code);
    assert.equal(ofKind(rows, RowKind.end)[0]!.value, code);
    assert.equal(ofKind(rows, RowKind.meta).length, 1);
  });
}

test('CPU time of all threads is what the system counts for the process', async () => {
  const { rows } = await runRecorded('pools.mjs');
  const sampled = ofKind(rows, RowKind.sample).reduce((sum, { duration }) => sum + duration, 0);
  const counted = ofKind(rows, RowKind.processSample).at(-1)!.duration;
  // What threads used that ended between two samples is in the process's figure alone.
  assert.ok(sampled <= counted * 1.05, `${sampled} sampled, ${counted} counted`);
  assert.ok(sampled >= counted * 0.7, `${sampled} sampled, ${counted} counted`);
});

test('every new Worker has a lane and works as before, whatever its options are', async () => {
  const { rows, lines } = await runRecorded('foreign.cjs');
  const answers = lines.map((line) => JSON.parse(line) as [unknown, number, boolean, string]);
  assert.deepEqual(
    answers.map(([, exitCode]) => exitCode),
    [0, 3, 0, 0, 0, 0, 0, 0],
  );
  for (const [, , isWorker, className] of answers) assert.deepEqual([isWorker, className], [true, 'Worker']);
  assert.deepEqual(answers[0]![0], {
    workerData: { way: 'plain', more: [1, 2] },
    threadName: (answers[2]![0] as { threadName: string }).threadName,
    seat: null,
  });
  assert.equal((answers[1]![0] as { threadName: string }).threadName, 'crunch');
  assert.deepEqual((answers[5]![0] as { inner: { seat: null } }).inner.seat, null);

  const names = workers(rows).map(({ text }) => text);
  assert.deepEqual(names, [
    'foreign.cjs 1',
    'crunch',
    'foreign.cjs 2',
    'foreign.cjs 3',
    'foreign.cjs 4',
    'foreign.cjs 5',
    'foreign.cjs 1',
    '[eval] 1',
    '[data] 1',
  ]);
  assert.equal(ofKind(rows, RowKind.spawn).length, 9);
  assert.equal(ofKind(rows, RowKind.boot).length, 9);
  const online = ofKind(rows, RowKind.online);
  assert.equal(online.filter(({ thread }) => thread !== 0).length, 9);
  // Main is told apart from the start of Node: before anything that its script does.
  const [main] = online.filter(({ thread }) => thread === 0);
  assert.ok(main && main.time > 0 && ofKind(rows, RowKind.spawn).every(({ time }) => time > main.time));
  const exits = ofKind(rows, RowKind.exit).filter(({ thread }) => workers(rows).some((row) => row.thread === thread));
  assert.equal(exits.length, 9);
  const crunch = threadNamed(rows, 'crunch');
  const exit = exits.find(({ thread }) => thread === crunch)!;
  assert.deepEqual([exit.value, exit.object], [3, ExitReason.died]);
});

test('with a thread that is terminated, the threads that it has started end too', async () => {
  const { rows, lines } = await runRecorded('nested-end.cjs');
  assert.deepEqual(lines, ['terminated']);
  const exitOf = (name: string): RecordedRow => {
    const exits = ofKind(rows, RowKind.exit).filter(({ thread }) => thread === threadNamed(rows, name));
    assert.equal(exits.length, 1);
    return exits[0]!;
  };
  const [outer, inner] = [exitOf('outer'), exitOf('inner')];
  assert.deepEqual([outer.object, inner.object], [ExitReason.terminated, ExitReason.terminated]);
  assert.equal(inner.time, outer.time);
});

test('a new Worker that throws leaves no thread behind, and the next one works', async () => {
  const { rows, lines } = await runRecorded('refused.cjs');
  assert.deepEqual(lines, ['ERR_INVALID_ARG_TYPE', 'ERR_WORKER_INVALID_EXEC_ARGV', 'ends with 0']);
  assert.deepEqual(
    workers(rows).map(({ text }) => text),
    ['refused.cjs 1'],
  );
  const [worker] = workers(rows);
  assert.equal(ofKind(rows, RowKind.spawn).length, 1);
  const known = new Set(ofKind(rows, RowKind.thread).map(({ thread }) => thread));
  assert.ok(known.has(worker!.thread) && rows.every(({ thread }) => known.has(thread)));
});

test('a lane says who started it, and where', async () => {
  const { rows } = await runRecorded('foreign.cjs');
  const sites = new Map(ofKind(rows, RowKind.site).map(({ object, text }) => [object, text]));
  const [first] = workers(rows);
  assert.equal(first!.object, 1);
  const line = readFileSync(path.join(import.meta.dirname, 'fixtures/instrument/foreign.cjs'), 'utf8')
    .split('\n')
    .findIndex((text) => text.includes('new Worker(...way)'));
  assert.match(sites.get(first!.site)!, new RegExp(`foreign\\.cjs:${line + 1}:\\d+$`));
  const inner = workers(rows).filter(({ text }) => text === 'foreign.cjs 1')[1]!;
  assert.equal(inner.object, threadNamed(rows, 'foreign.cjs 5') + 1);
});

test('what the machine does is told from the start of the run on, not from when its sampler got a core', async () => {
  const { rows } = await runRecorded('foreign.cjs');
  const samples = ofKind(rows, RowKind.coreSample);
  const [first] = samples.filter(({ object }) => object === samples[0]?.object);
  assert.ok(first, 'cores are sampled');
  const [boot] = ofKind(rows, RowKind.spawn);
  assert.ok(first.time - first.site * 1000 < boot!.time, 'before the first worker was started');
});

test('a worker that computes shows its CPU time and its cores', async () => {
  const { rows } = await runRecorded('foreign.cjs');
  const crunch = threadNamed(rows, 'crunch');
  assert.ok(cpuNs(rows, crunch) >= 25e6, `${cpuNs(rows, crunch)} ns of 30 ms`);
  const meta = JSON.parse(rows[0]!.text) as RunMeta;
  // -1: of a thread that was gone before anybody looked where it ran.
  const cores = new Set(ofKind(rows, RowKind.sample).map(({ object }) => coreOfSample(object)));
  cores.delete(-1);
  assert.ok(cores.size > 0);
  for (const core of cores) assert.ok(meta.cores.includes(core), `core ${core}`);
});

test('piscina and tinypool run their tasks, and their workers have lanes', async () => {
  const { rows, lines } = await runRecorded('pools.mjs');
  const sums = [1e6, 2e6, 3e6, 4e6].map((n) => (n * (n - 1)) / 2).join(' ');
  assert.deepEqual(lines, [`piscina ${sums}`, `tinypool ${sums}`]);
  assert.equal(workers(rows).length, 4);
  // They are started by the script, not by a line of the pool's own.
  const sites = new Map(ofKind(rows, RowKind.site).map(({ object, text }) => [object, text]));
  for (const { site } of workers(rows)) assert.match(sites.get(site)!, /pools\.mjs:\d+:\d+$/);
  for (const { thread } of workers(rows)) {
    assert.ok(cpuNs(rows, thread) > 0);
    assert.equal(ofKind(rows, RowKind.exit).filter((row) => row.thread === thread).length, 1);
  }
});

test('a process that is killed leaves a readable trace', async () => {
  const { rows, signal } = await runRecorded('crash.mjs', {
    onStdout: (_, child) => {
      child.kill('SIGKILL');
    },
  });
  assert.equal(signal, 'SIGKILL');
  const endless = threadNamed(rows, 'endless');
  assert.ok(cpuNs(rows, endless) > 50e6);
  assert.equal(ofKind(rows, RowKind.end).length, 0);
});

test('a process that the script starts records into a segment of its own, with numbers of its own', async () => {
  const { segments, rows, lines } = await runRecorded('processes.cjs');
  assert.deepEqual(lines, ['child 4']);
  assert.equal(segments.length, 2);
  const introduced = ofKind(rows, RowKind.thread).map(({ thread }) => thread);
  assert.equal(new Set(introduced).size, introduced.length);
  const child = ofKind(rows, RowKind.thread).find(({ value }) => value === ThreadRole.process)!;
  assert.match(child.text, /^processes\.cjs \(\d+\)$/);
  assert.ok(child.time > 0);
  const grandchild = ofKind(rows, RowKind.thread).find(({ text }) => text === 'grandchild')!;
  assert.equal(grandchild.object, child.thread + 1);
  const measured = new Set(ofKind(rows, RowKind.processSample).map(({ thread }) => thread));
  assert.deepEqual(measured, new Set([0, child.thread]), 'each process has its own figures');
  const [, second] = segments.toSorted((a, b) => a[0]!.time - b[0]!.time || a[0]!.thread - b[0]!.thread);
  assert.equal(ofKind(second!, RowKind.coreSample).length, 0, 'the machine is measured once');
});

test('the instrument shows itself: one thread, and its cost', async () => {
  const { rows } = await runRecorded('pools.mjs');
  const own = ofKind(rows, RowKind.thread).filter(({ value }) => value === ThreadRole.instrument);
  assert.deepEqual(
    own.map(({ text }) => text),
    ['parascope'],
  );
  const overhead = ofKind(rows, RowKind.overhead).reduce((sum, { duration }) => sum + duration, 0);
  assert.ok(overhead > 0);
  assert.equal(overhead, cpuNs(rows, own[0]!.thread));
});

test('copying of large arguments and results is recorded by who copies, with its bytes; that of small ones is not', async () => {
  const copies = async (items: number): Promise<RecordedRow[]> => {
    const { rows, exitCode, stderr } = await runRecorded('large-arguments.ts', { args: [String(items)] });
    assert.equal(exitCode, 0, stderr);
    return ofKind(rows, RowKind.serialize);
  };
  const large = await copies(50_000);
  const threads = new Set(large.map(({ thread }) => thread));
  assert.equal(threads.size, 2, 'main encodes and decodes, the worker decodes and encodes');
  for (const thread of threads) assert.equal(large.filter((row) => row.thread === thread).length, 6);
  assert.ok(large.every(({ value, duration }) => value > 500_000 && duration >= 50_000));
  assert.deepEqual(await copies(3), []);
});

test('copying of large messages is recorded with its bytes, by who puts and who gets them; that of small ones is not', async () => {
  const { rows, exitCode, stderr } = await runRecorded('large-messages.ts');
  assert.equal(exitCode, 0, stderr);
  const [large, small] = ofKind(rows, RowKind.object).filter(({ value }) => value === ObjectType.queue);
  const copies = ofKind(rows, RowKind.serialize);
  assert.deepEqual(new Set(copies.map(({ object }) => object)), new Set([large!.object]));
  assert.notEqual(small, undefined);
  for (const kind of [RowKind.put, RowKind.get]) {
    const messages = ofKind(rows, kind).filter(({ object }) => object === large!.object);
    assert.equal(messages.length, 3);
    for (const { thread, time } of messages) {
      const copy = copies.find((row) => row.thread === thread && row.time === time);
      assert.ok(copy !== undefined && copy.value > 500_000, 'right at its put or get');
    }
  }
});

test(
  'a worker that is ended while it boots has its CPU time',
  { skip: process.platform !== 'linux' && 'only Linux tells' },
  async () => {
    const { rows } = await runRecorded('booting.cjs');
    for (const name of ['booting 1', 'booting 2']) {
      const thread = threadNamed(rows, name);
      assert.ok(cpuNs(rows, thread) >= 1e6, `${name}: ${cpuNs(rows, thread)} ns`);
    }
  },
);

test(
  'a script that restricts itself to one core is seen to',
  { skip: process.platform !== 'linux' && 'only Linux tells' },
  async () => {
    const { rows, exitCode } = await runRecorded('restricted.cjs');
    assert.equal(exitCode, 0);
    const { cores } = JSON.parse(rows[0]!.text) as RunMeta;
    const told = ofKind(rows, RowKind.affinity).map(({ value, thread }) => [thread, value]);
    assert.deepEqual(told, cores.length > 1 ? [[0, 1]] : []);
  },
);

for (const method of ['thread', 'process']) {
  test(`the join of a pool is one of each of its workers, waited for at its line: ${method}`, async () => {
    const { rows, exitCode, stderr } = await runRecorded('joined-pools.ts', { args: [method] });
    assert.equal(exitCode, 0, stderr);
    const joins = ofKind(rows, RowKind.join);
    assert.equal(new Set(joins.map(({ object }) => object)).size, 3);
    assert.equal(ofKind(rows, RowKind.waitJoin).length, 3);
    const lines = ofKind(rows, RowKind.site).filter(({ object }) => joins.some(({ site }) => site === object));
    assert.deepEqual(lines.map(({ text }) => /joined-pools\.ts:\d+/.exec(text)?.[0]).sort(), [
      'joined-pools.ts:13',
      'joined-pools.ts:17',
    ]);
  });
}

for (const kind of ['process', 'pool']) {
  test(`what is recorded by processes that never let their event loops turn is written while they run: ${kind}`, async () => {
    const { segments, stderr } = await runRecorded('blocked-processes.ts', { args: [kind] });
    const roles = segments.map((rows) => ofKind(rows, RowKind.thread)[0]?.value);
    assert.deepEqual(roles.sort(), [ThreadRole.main, ThreadRole.process], stderr);
  });
}

test('a process that a signal ends before it wrote anything is drawn by its name', async () => {
  const { segments, lines } = await runRecorded('killed-early.mjs');
  const [code, pid] = lines[0]!.split(' ');
  assert.equal(code, '-9');
  const ofMain = segments.find((rows) => ofKind(rows, RowKind.thread).some(({ thread }) => thread === 0))!;
  const exit = ofKind(ofMain, RowKind.exit).find(({ value }) => value === -9)!;
  const introduced = ofKind(ofMain, RowKind.thread).filter(({ thread }) => thread === exit.thread);
  assert.deepEqual(
    introduced.map(({ text, value }) => [text, value]),
    [[`early (${pid})`, ThreadRole.process]],
  );
  assert.ok(introduced[0]!.time < exit.time);
});

test('a process that ends before it runs has its lane and its exit code, and all that waits for it settles', async () => {
  const { rows, lines, exitCode, stderr } = await runRecorded('unborn.ts');
  assert.deepEqual(lines, [
    '-9 fulfilled fulfilled EOFError: the other end is closed: everyone who had it has closed it or ended',
    '3',
    '[ 2, 4 ]',
    'WorkerDiedError: worker PoolWorker-4 ended with exit code 0 while it ran process.exit(0)',
    'PoolBrokenError: the pool cannot work: 8 workers died one after the other, the last (PoolWorker-12) with exit code 4',
  ]);
  assert.equal(exitCode, 0, stderr);
  const codes = new Map(ofKind(rows, RowKind.exit).map(({ thread, value }) => [thread, value]));
  const lanes = ofKind(rows, RowKind.thread).map(({ thread, text }) => [/\S+ \(/.exec(text)?.[0], codes.get(thread)]);
  for (const [name, code] of [
    ['blocked (', -9],
    ['leaves (', 3],
    ['PoolWorker-3 (', -9],
    ['PoolWorker-12 (', 4],
  ] as const)
    assert.equal(lanes.find(([text]) => text === name)?.[1], code, `${name}: ${JSON.stringify(lanes)}`);
});
