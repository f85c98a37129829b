import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { SampleList, type CpuProfile, type ProfileStack } from '../../../trace/src/profile/cpu-profile.ts';
import { cpuOfStacks, mergeStackTimes, totalOf } from '../../../trace/src/profile/cpu-of-stacks.ts';
import { cut } from '../../../trace/src/profile/cut.ts';
import { hotFunctions, hotLines } from '../../../trace/src/profile/hot-lines.ts';
import { encodeProfile } from '../../../trace/src/profile/profile-rows.ts';
import { parseSite, type SiteInfo } from '../../../trace/src/model/introductions.ts';
import { TraceModel } from '../../../trace/src/model/trace-model.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { MS, SCRIPT, TraceWriter } from './trace-writer.ts';

/** Sites of the profiles below. */
const Site = { outer: 900, inner: 901, stringify: 902, node: 903, innerLine: 904, outerLine: 905, innerOther: 906 };
const SITE_TEXTS = new Map([
  [Site.outer, 'outer\t/home/me/app/main.ts:10:1'],
  [Site.inner, 'inner\t/home/me/app/main.ts:20:1'],
  [Site.stringify, 'stringify'],
  [Site.node, '(node)'],
  [Site.innerLine, 'inner\t/home/me/app/main.ts:22:5'],
  [Site.innerOther, 'inner\t/home/me/app/main.ts:23:5'],
  [Site.outerLine, 'outer\t/home/me/app/main.ts:12:3'],
]);
const sites: ReadonlyMap<number, SiteInfo> = new Map([...SITE_TEXTS].map(([id, text]) => [id, parseSite(text)]));

/** outer; outer -> inner; outer -> inner -> stringify; (node); outer -> inner -> inner */
const Stack = { outer: 1, inner: 2, builtin: 3, node: 4, recursive: 5 };
const stacks: ReadonlyMap<number, ProfileStack> = new Map([
  [Stack.outer, { parent: 0, site: Site.outer }],
  [Stack.inner, { parent: Stack.outer, site: Site.inner }],
  [Stack.builtin, { parent: Stack.inner, site: Site.stringify }],
  [Stack.node, { parent: 0, site: Site.node }],
  [Stack.recursive, { parent: Stack.inner, site: Site.inner }],
]);

/** Rows of [from, to, stack], ms; a sample each ms. */
function samplesOf(...rows: readonly (readonly [number, number, number])[]): SampleList {
  const list = new SampleList();
  for (const [from, to, stack] of rows) list.add(from * MS, to * MS, stack, to - from);
  return list;
}

function profileOf(...threads: readonly SampleList[]): CpuProfile {
  return { stacks, threads: new Map(threads.map((list, index) => [index, list])) };
}

function rowsOf({ count, startNs, endNs, stack, samples }: SampleList | CpuProfileThread): number[][] {
  return Array.from({ length: count }, (_, row) => [startNs[row]! / MS, endNs[row]! / MS, stack[row]!, samples[row]!]);
}
type CpuProfileThread = CpuProfile['threads'] extends ReadonlyMap<number, infer Samples> ? Samples : never;

test('samples that go on in the same stack are one row; what lies before the last row is left out', () => {
  const list = samplesOf([0, 1, Stack.outer], [1, 2, Stack.outer], [2, 3, Stack.inner], [5, 6, Stack.inner]);
  list.add(4 * MS, 5 * MS, Stack.outer, 1);
  list.add(7 * MS, 7 * MS, Stack.outer, 1);
  assert.deepEqual(rowsOf(list), [
    [0, 2, Stack.outer, 2],
    [2, 3, Stack.inner, 1],
    [5, 6, Stack.inner, 1],
  ]);
});

test('a cut has what lies in its range, rows at its ends in part, and cutting twice is cutting once', () => {
  const profile = profileOf(samplesOf([0, 4, Stack.outer], [4, 8, Stack.inner], [10, 12, Stack.node]));
  const part = cut(profile, 2 * MS, 11 * MS);
  assert.deepEqual(rowsOf(part.threads.get(0)!), [
    [2, 4, Stack.outer, 2],
    [4, 8, Stack.inner, 4],
    [10, 11, Stack.node, 1],
  ]);
  const again = cut(part, 0, 5 * MS).threads.get(0)!;
  assert.deepEqual(rowsOf(again), rowsOf(cut(profile, 2 * MS, 5 * MS).threads.get(0)!));
  assert.equal(cut(profile, 20 * MS, 30 * MS).threads.get(0)!.count, 0);
});

test('parts of a profile add up to the whole', () => {
  const profile = profileOf(samplesOf([0, 7, Stack.outer], [7, 9, Stack.inner], [12, 20, Stack.node]));
  const parts = [0, 3, 8, 13, 20].slice(1).map((end, index) => {
    const part = cut(profile, [0, 3, 8, 13][index]! * MS, end * MS);
    return cpuOfStacks(part.threads.get(0)!, undefined);
  });
  const whole = cpuOfStacks(profile.threads.get(0)!, undefined);
  assert.deepEqual([...mergeStackTimes(parts)].sort(), [...whole].sort());
  assert.equal(totalOf(whole), 17 * MS);
});

test('functions: self is the innermost, total includes what was called, a recursion counts once', () => {
  const list = samplesOf([0, 10, Stack.outer], [10, 40, Stack.inner], [40, 60, Stack.recursive], [60, 65, Stack.node]);
  const found = hotFunctions({ profile: profileOf(list), sites }, cpuOfStacks(list, undefined));
  assert.deepEqual(
    found.map(({ label, selfNs, totalNs }) => [label, selfNs / MS, totalNs / MS]),
    [
      ['inner', 50, 50],
      ['outer', 10, 60],
      ['(node)', 5, 5],
    ],
  );
});

test('lines share their stack’s time as V8 counted them; built-in functions count for their caller', () => {
  const list = samplesOf([0, 40, Stack.inner], [40, 50, Stack.builtin], [50, 55, Stack.node], [55, 65, Stack.outer]);
  list.addLine(Stack.inner, Site.innerLine, 30);
  list.addLine(Stack.inner, Site.innerOther, 10);
  list.addLine(Stack.outer, Site.outerLine, 1);
  const found = hotLines({ profile: profileOf(list), sites }, cpuOfStacks(list, undefined), list.lines);
  assert.deepEqual(
    found.map(({ location, label, selfNs, totalNs }) => [location.line, label, selfNs / MS, totalNs / MS]),
    [
      [22, 'inner', 30, 50],
      [23, 'inner', 10, 50],
      [20, 'inner', 10, 50],
      [12, 'outer', 10, 60],
    ],
  );
});

test('CPU time is shared out among the samples of each period, without those in waits', () => {
  const writer = new TraceWriter();
  // Half of a core for 100 ms; from 20 to 40 ms it waits for a lock; then it is not sampled any more.
  writer.samples(0, 0, 100, () => 0.5, { periodMs: 50 }).slice(0, RowKind.waitLock, 20, 40);
  const track = writer.model().threads.get(0)!;
  const list = samplesOf([0, 20, Stack.outer], [20, 40, Stack.node], [40, 100, Stack.inner], [100, 110, Stack.inner]);
  const times = cpuOfStacks(list, track);
  assert.equal(times.get(Stack.node), undefined);
  // 25 ms of CPU in the first period, over 30 ms of samples that are not in the wait.
  assert.ok(Math.abs(times.get(Stack.outer)! / MS - (20 * 25) / 30) < 1e-6);
  assert.ok(Math.abs(times.get(Stack.inner)! / MS - ((10 * 25) / 30 + 25 + 10)) < 1e-6);
  const late = cpuOfStacks(list, track, [50 * MS, 100 * MS]);
  assert.ok(Math.abs(totalOf(late) / MS - 25) < 1e-6);
});

function profiledTrace(): TraceWriter {
  const writer = new TraceWriter().thread(1, 'worker 1', 0).thread(2, 'worker 2', 0);
  for (const thread of [0, 1, 2])
    writer.row({ kind: RowKind.profiled, thread, time: 0, duration: 5, object: thread, value: 7, site: 1000 });
  return writer;
}

test('a profile survives being written and read, and the summary has its hot lines by thread', () => {
  const first = samplesOf([0, 30, Stack.inner], [30, 40, Stack.node]);
  first.addLine(Stack.inner, Site.innerLine, 30);
  const second = samplesOf([5, 15, Stack.inner], [15, 45, Stack.outer]);
  second.addLine(Stack.inner, Site.innerOther, 10);
  second.addLine(Stack.outer, Site.outerLine, 30);
  const profile: CpuProfile = { stacks, threads: new Map([1, 2].map((index) => [index, [first, second][index - 1]!])) };
  const model = new TraceModel();
  model.append(profiledTrace().end(50).bytes());
  model.append(encodeProfile(profile, SITE_TEXTS));
  assert.deepEqual([...model.profile.stacks], [...stacks]);
  assert.deepEqual(rowsOf(model.profile.threads.get(2)!), rowsOf(second));
  const { hotLines: lines = [], profile: facts } = summarize(model, { script: SCRIPT, exitCode: 0 });
  assert.deepEqual(
    lines.map(({ location, selfMs, share, threads }) => [location, selfMs, share, threads]),
    [
      ['main.ts:22', 30, 0.375, [{ name: 'worker 1', selfMs: 30, share: 0.75 }]],
      ['main.ts:12', 30, 0.375, [{ name: 'worker 2', selfMs: 30, share: 0.75 }]],
      ['main.ts:23', 10, 0.125, [{ name: 'worker 2', selfMs: 10, share: 0.25 }]],
    ],
  );
  assert.deepEqual(facts, {
    intervalMs: 1,
    samples: 80,
    cpuMs: 80,
    others: [{ name: '(node)', selfMs: 10, share: 0.125 }],
    lost: ['main'],
  });
});

test('a run that was not profiled has neither key; a live one has lost nothing yet', () => {
  const plain = summarize(new TraceWriter().end(10).model());
  assert.ok(!('hotLines' in plain) && !('profile' in plain));
  assert.deepEqual(summarize(profiledTrace().model()).profile?.lost, []);
});

test('rows that make no sense neither hang nor throw', () => {
  const writer = profiledTrace();
  // Stacks that continue themselves, each other, or what never comes; samples of stacks that are not there.
  writer.row({ kind: RowKind.stack, object: 1, site: Site.outer, duration: 1 });
  writer.row({ kind: RowKind.stack, object: 2, site: Site.outer, duration: 3 });
  writer.row({ kind: RowKind.stack, object: 3, site: Site.outer, duration: 2 });
  writer.row({ kind: RowKind.stack, object: 0, site: Site.outer });
  writer.row({ kind: RowKind.stackSample, thread: 1, time: 5, duration: NaN, object: 9, value: NaN });
  writer.row({ kind: RowKind.stackSample, thread: 1, time: 5, duration: -1, object: 9, value: 1 });
  writer.row({ kind: RowKind.stackSample, thread: 1, time: 5, duration: 10, object: 9, value: -1 });
  writer.row({ kind: RowKind.stackLine, thread: 9, object: 9, site: 99, value: Infinity });
  const model = writer.end(10).model();
  assert.equal(model.profile.stacks.size, 0);
  const { hotLines: lines, profile } = summarize(model);
  assert.deepEqual([lines, profile?.samples], [[], 0]);
});
