import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { tableFromIPC } from 'apache-arrow';
import type { RunSummary } from '../../trace/src/summary.ts';
import { fixture, npmStart, parascope, summaryIn, temporaryFolder } from './run-command.ts';

test('run passes arguments and output, says the verdict on stderr, and keeps the run', async (t) => {
  const cache = temporaryFolder(t);
  const { stdout, stderr, exitCode } = await parascope(['run', fixture('two-workers.ts'), '--json', '-x'], {
    env: { XDG_CACHE_HOME: cache },
  });
  assert.equal(stdout, 'done --json -x');
  assert.equal(exitCode, 0);
  const runs = path.join(cache, 'parascope/runs');
  const [folder] = readdirSync(runs);
  const summary = JSON.parse(readFileSync(path.join(runs, folder!, 'summary.json'), 'utf8')) as RunSummary;
  assert.ok(stderr.includes(summary.verdict));
  assert.ok(!stderr.includes('\u001b['));
});

test('--json is one object on the last line, with what the design promises', async () => {
  const script = fixture('two-workers.ts');
  const { stdout, exitCode } = await parascope(['run', '--json', script, 'a']);
  assert.equal(exitCode, 0);
  assert.equal(stdout.split('\n')[0], 'done a');
  const run = summaryIn(stdout);
  assert.deepEqual([run.version, run.script, run.exitCode, run.report], [1, script, 0, null]);
  assert.ok(run.wallMs > 150 && run.cpuMs > 50, `${run.wallMs} ms, ${run.cpuMs} ms of CPU`);
  assert.ok(run.cores.available >= 1 && run.cores.measured);
  assert.ok(Math.abs(run.efficiency - run.cores.busyMean / run.cores.available) < 0.01);
  assert.deepEqual([run.counts.spawn, run.counts.join], [2, 2]);
  assert.equal(run.tasks.count, 2);
  assert.equal(run.events.dropped, 0);
  const roles = new Map(run.threads.map(({ name, role }) => [name, role]));
  assert.deepEqual(
    ['main', 'spinner 1', 'spinner 2', 'parascope'].map((name) => roles.get(name)),
    ['main', 'worker', 'worker', 'instrument'],
  );
  const helpers = run.threads.filter(({ role }) => role === 'helper');
  assert.deepEqual(
    helpers.map(({ name }) => name),
    ['helpers of V8 and libuv'],
  );
  assert.ok(helpers[0]!.threads! > 1);
  for (const { name, cpuMs, runQueueMs } of run.threads.filter(({ role }) => role === 'worker')) {
    // A busy machine may keep a spinning thread waiting for a core.
    assert.ok(cpuMs + runQueueMs > 120, `${name}: ${cpuMs} ms on a core, ${runQueueMs} ms waiting for one`);
  }
  assert.ok(run.verdict.length > 20);
  assert.ok(run.overhead.nsPerEvent > 0 && run.overhead.shareOfCpu >= 0 && run.overhead.shareOfCpu < 1);
  assert.ok(existsSync(run.trace!));
});

test('the critical path of a run is as long as the run, and goes through main and a worker', async () => {
  const { stdout } = await parascope(['run', '--json', fixture('two-workers.ts')]);
  const { criticalPath, wallMs } = summaryIn(stdout);
  const { ms, segments, threads } = criticalPath!;
  assert.equal(ms, wallMs);
  assert.ok(Math.abs(segments.at(-1)!.endMs - segments[0]!.startMs - ms) < 0.01);
  segments.slice(1).forEach(({ startMs }, at) => assert.equal(startMs, segments[at]!.endMs));
  assert.deepEqual(
    threads.filter(({ onPathMs }) => onPathMs > 0).map(({ name }) => (name === 'main' ? name : 'worker')),
    ['main', 'worker'],
  );
});

test('--json=FILE leaves standard output alone', async (t) => {
  const file = path.join(temporaryFolder(t), 'run.json');
  const { stdout } = await parascope(['run', `--json=${file}`, fixture('two-workers.ts')]);
  assert.equal(stdout, 'done ');
  assert.equal(summaryIn(readFileSync(file, 'utf8')).exitCode, 0);
});

test('standard input is the script’s', async () => {
  const { stdout } = await parascope(['run', fixture('echo.mjs')], { input: 'typed' });
  assert.equal(stdout, 'TYPED\n');
});

test('under one core, only that core is occupied', { skip: process.platform !== 'linux' && 'Linux only' }, async () => {
  const [, core = '0'] = /Cpus_allowed_list:\s*(?:.*\D)?(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  const { stdout } = await parascope(['run', '--json', fixture('two-workers.ts')], { before: ['taskset', '-c', core] });
  const { cores, threads } = summaryIn(stdout);
  assert.equal(cores.available, 1);
  assert.deepEqual(
    cores.perCore.map((entry) => entry.core),
    [Number(core)],
  );
  const waited = threads.filter(({ role }) => role === 'worker').reduce((sum, { runQueueMs }) => sum + runQueueMs, 0);
  assert.ok(waited > 20, `two workers on one core wait for it: ${waited} ms`);
});

test('a flood is counted exactly, and does not become a flood of records', async () => {
  const times = 1_000_000;
  const { stdout } = await parascope(['run', '--json', fixture('acquires.ts'), String(times)]);
  assert.equal(stdout.split('\n')[0], String(times));
  const { counts, events } = summaryIn(stdout);
  assert.deepEqual([counts.acquire, counts.put, counts.get], [times, times / 10, times / 10]);
  assert.equal(events.dropped, 0);
  assert.ok(events.recorded < times / 4, `${events.recorded} records`);
  assert.ok(events.counted > times / 2, `${events.counted} counted`);
});

test('a trace is saved, told again, drawn, exported, and made a report', async (t) => {
  const folder = temporaryFolder(t);
  const trace = path.join(folder, 'run.parascope');
  const html = path.join(folder, 'run.html');
  const ran = await parascope(['run', '--gantt', `--report=${html}`, '--trace', trace, fixture('two-workers.ts')]);
  assert.match(ran.stderr, /spinner 1 +\S/);
  assert.match(readFileSync(html, 'utf8'), /^<!doctype html>/);

  const told = await parascope(['report', '--json', trace]);
  assert.equal(told.exitCode, 0);
  assert.equal(summaryIn(told.stdout).counts.spawn, 2);
  assert.match((await parascope(['report', '--gantt', trace])).stdout, /spinner 2 +\S/);

  const exported = await parascope(['export', '--arrow', '--output', path.join(folder, 'run.arrow'), trace]);
  assert.equal(exported.exitCode, 0);
  const table = tableFromIPC(readFileSync(path.join(folder, 'run.arrow')));
  assert.deepEqual(
    table.schema.fields.map(({ name }) => name),
    ['time', 'duration', 'thread', 'kind', 'object', 'value', 'site', 'text'],
  );
  assert.ok(table.numRows > 10);
});

test('--run-dir keeps the run there; --no-trace keeps nothing', async (t) => {
  const folder = temporaryFolder(t);
  await parascope(['run', '--run-dir', path.join(folder, 'run'), fixture('how-it-ends.mjs')]);
  const kept = readdirSync(path.join(folder, 'run'));
  assert.ok(kept.includes('summary.json') && kept.some((name) => name.endsWith('.parascope')), kept.join(' '));
  const cache = path.join(folder, 'cache');
  mkdirSync(cache);
  const { stdout, stderr } = await parascope(['run', '--no-trace', fixture('two-workers.ts')], {
    env: { XDG_CACHE_HOME: cache },
  });
  assert.deepEqual([stdout, stderr], ['done ', '']);
  assert.ok(!existsSync(path.join(cache, 'parascope/runs')));
});

test('V8’s code of the command is kept on disk, unless the user has it otherwise', async (t) => {
  const kept = async (env: Readonly<Record<string, string>>): Promise<number> => {
    const cache = temporaryFolder(t);
    const run = await parascope(['--version'], { env: { XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, ...env } });
    assert.equal(run.exitCode, 0, run.stderr);
    const folder = path.join(cache, 'parascope/compiled');
    return existsSync(folder) ? readdirSync(folder).length : 0;
  };
  assert.equal(await kept({}), 1, 'one folder, of this Node');
  assert.equal(await kept({ NODE_DISABLE_COMPILE_CACHE: '1' }), 0);
});

test('the command of a run loads nothing that only reports and profiles need', async (t) => {
  const list = path.join(temporaryFolder(t), 'loaded.json');
  const run = await parascope(['run', fixture('echo.mjs')], {
    env: { NODE_OPTIONS: `--require ${fixture('list-loaded.cjs')}`, LOADED_LIST: list },
  });
  assert.equal(run.exitCode, 0, run.stderr);
  const loaded = JSON.parse(readFileSync(list, 'utf8')) as string[];
  assert.ok(loaded.includes('child_process'), 'the list is of the command');
  assert.deepEqual(
    ['crypto', 'zlib', 'worker_threads'].filter((name) => loaded.includes(name)),
    [],
  );
});

test('a cache that cannot be written to does not stop a run', async (t) => {
  const blocked = path.join(temporaryFolder(t), 'file');
  writeFileSync(blocked, '');
  const { stdout, exitCode } = await parascope(['run', '--json', fixture('how-it-ends.mjs')], {
    env: { XDG_CACHE_HOME: path.join(blocked, 'cache'), TMPDIR: temporaryFolder(t) },
  });
  assert.equal(exitCode, 0);
  assert.ok(existsSync(summaryIn(stdout).trace!));
});

test(
  'neither does one where the system says that nothing can be made',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const { stdout, exitCode } = await parascope(['run', '--json', fixture('two-workers.ts')], {
      env: { XDG_CACHE_HOME: '/proc/none', TMPDIR: temporaryFolder(t) },
    });
    assert.equal(exitCode, 0);
    assert.equal(summaryIn(stdout).counts.spawn, 2);
  },
);

test('mistakes are told in a line, with exit code 2', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'notes.txt'), '');
  // Refused before it runs: not when its work is done.
  writeFileSync(path.join(folder, 'ran.mjs'), "console.log('ran')");
  for (const [args, message] of [
    [['run'], /expected a script/],
    [['run', 'missing.ts'], /no such script: .*missing\.ts/],
    [['run', '.'], /found a folder/],
    [['run', '-'], /standard input/],
    [['run', '-e', '1'], /save the program as a file/],
    [['run', '--fast', 'a.ts'], /unknown option --fast/],
    [['run', 'notes.txt'], /expected a TypeScript or JavaScript file/],
    [['report', 'missing.parascope'], /no such trace/],
    [['report', 'notes.txt'], /nothing is recorded in .*notes\.txt/],
    [['dance'], /unknown command dance/],
    [['run', '--trace', 'no/t.parascope', 'ran.mjs'], /--trace: expected a file .* found \S+no\/t\.parascope: ENOENT/],
    [['run', '--json=no/r.json', 'ran.mjs'], /--json: expected a file .* found \S+no\/r\.json: ENOENT/],
    [['run', '--report=.', 'ran.mjs'], /--report: expected a file, found a folder/],
    [['run', '--run-dir', 'notes.txt', 'ran.mjs'], /--run-dir: expected a folder .* found \S+notes\.txt: EEXIST/],
  ] as const) {
    const { exitCode, stderr, stdout } = await parascope(args, { cwd: folder });
    assert.equal(exitCode, 2, args.join(' '));
    assert.match(stderr, message);
    assert.equal(stdout, '');
    assert.match(stderr, /^parascope: .*\n\(parascope --help says more\)\n$/);
  }
  writeFileSync(path.join(folder, 'notes.txt'), 'no trace at all');
  const broken = await parascope(['report', 'notes.txt'], { cwd: folder });
  assert.deepEqual([broken.exitCode, broken.stdout], [1, '']);
  assert.match(broken.stderr, /^parascope: .*expected/);
});

test('npm start tells mistakes in the same way', async () => {
  for (const [script, message] of [
    ['missing.ts', /^parascope: no such script: .*missing\.ts$/m],
    ['samples', /^parascope: expected a script, found a folder: .*samples$/m],
    ['--fast', /^parascope: unknown option --fast of run/m],
  ] as const) {
    const { exitCode, stderr, stdout } = await npmStart([script]);
    assert.equal(exitCode, 2, script);
    assert.match(stderr, message);
    assert.equal(stdout, '');
  }
});

test('help and version', async () => {
  assert.match((await parascope(['--help'])).stdout, /run \[options\] script\.ts/);
  assert.match((await parascope(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
});

const onLinux = { skip: process.platform !== 'linux' && 'the system does not tell CPU time' };

test('a script that stops moving is told once, while it runs, with who waits for what', onLinux, async () => {
  const { stdout, stderr, exitCode } = await parascope(['run', '--stall-after', '1', fixture('stalls.ts')], {
    input: null,
    onStderr: (text, child) => {
      if (text.includes('nothing has moved')) child.stdin?.end('go on\n');
    },
  });
  assert.deepEqual([stdout, exitCode], ['went on\n', 0]);
  assert.match(
    stderr,
    /parascope: nothing has moved for 1\.00 s, every thread waits:\n {2}main: waiting for Event-1 to be set at stalls\.ts:15\n {2}waiter: waiting for Event-1 to be set at stalls\.ts:7\n/,
  );
  assert.equal(stderr.match(/nothing has moved/g)!.length, 1);
});
