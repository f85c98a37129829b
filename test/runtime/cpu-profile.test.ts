import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import type { HotLine, RunSummary } from '../../trace/src/summary.ts';
import { runNode } from './run-fixture.ts';

const command = path.resolve(import.meta.dirname, '../../runtime/bin/parascope.js');

interface Profiled {
  readonly summary: RunSummary;
  readonly hotLines: readonly HotLine[];
  readonly stderr: string;
  readonly folder: string;
  /** Number of the line that ends with this comment. */
  readonly lineOf: (comment: string) => number;
}

async function profile(t: TestContext, fixture: string): Promise<Profiled> {
  const script = path.join(import.meta.dirname, 'fixtures/cpu-profile', fixture);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-profile-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { stdout, stderr } = await runNode([command, 'run', '--cpu-prof', '--json', '--run-dir', folder, script]);
  const summary = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as RunSummary;
  const lines = readFileSync(script, 'utf8').split('\n');
  const lineOf = (comment: string): number => lines.findIndex((line) => line.endsWith(`// ${comment}`)) + 1;
  return { summary, hotLines: summary.hotLines ?? [], stderr, folder, lineOf };
}

/** The line in which a thread used most of its CPU time. */
function hottestOf(thread: string, { hotLines }: Profiled): number | undefined {
  const share = ({ threads }: HotLine): number => threads.find(({ name }) => name === thread)?.share ?? 0;
  return [...hotLines].sort((a, b) => share(b) - share(a))[0]?.line;
}

test('the hot lines of workers are found in TypeScript, also of one that is terminated, while main is blocked', async (t) => {
  const run = await profile(t, 'hot-lines.ts');
  assert.equal(run.summary.exitCode, 0);
  assert.equal(hottestOf('endless', run), run.lineOf('the hot line of forever'));
  assert.equal(hottestOf('PoolWorker-2', run), run.lineOf('the hot line of spin'));
  const [first, second] = run.hotLines;
  assert.deepEqual(new Set([first, second].map((line) => line?.function)), new Set(['forever', 'spin']));
  assert.ok(run.hotLines.every(({ threads }) => !threads.some(({ name }) => name === 'parascope')));
  const { intervalMs, lost } = run.summary.profile ?? {};
  assert.deepEqual([intervalMs, lost], [1, []]);
  assert.match(run.stderr, /hot lines, by CPU time \(sampled every 1 ms\)/);
});

test('a thread has a file named after its lane, and one has all together', async (t) => {
  const { folder } = await profile(t, 'hot-lines.ts');
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  assert.deepEqual(files.sort(), [
    'PoolWorker-2.cpuprofile',
    'endless.cpuprofile',
    'main.cpuprofile',
    'merged.cpuprofile',
  ]);
  assert.ok(!readdirSync(folder).includes('raw-profiles'));
});

test('workers of the program’s own are profiled, whatever their flags are and whoever starts them', async (t) => {
  const run = await profile(t, 'foreign.mjs');
  assert.equal(run.summary.exitCode, 0);
  for (const name of ['plain', 'flags', 'nested'])
    assert.equal(hottestOf(name, run), run.lineOf('the hot line'), `of ${name}`);
  assert.deepEqual(run.summary.profile?.lost, []);
});

test('a line that waits is not hot: samples count as far as the thread used the CPU', async (t) => {
  const { hotLines, lineOf, summary } = await profile(t, 'foreign.mjs');
  const main = summary.threads.find(({ role }) => role === 'main')!;
  const wait = hotLines.find(({ line }) => line === lineOf('the wait of main'));
  assert.ok((wait?.selfMs ?? 0) <= main.cpuMs, `${wait?.selfMs} of ${main.cpuMs} ms of CPU`);
});

test('of a process that is killed there is no profile, and that is said', async (t) => {
  const { summary, stderr } = await profile(t, 'killed.mjs');
  assert.deepEqual(summary.profile?.lost, ['main']);
  assert.match(stderr, /no profile of main: killed before it was written/);
});

test('a deadlock is found in a run that is profiled as in any other', async (t) => {
  const { summary, stderr } = await profile(t, 'deadlock.ts');
  assert.equal(summary.exitCode, 1);
  assert.match(stderr, /deadlock: what is waited for here can never happen/);
});
