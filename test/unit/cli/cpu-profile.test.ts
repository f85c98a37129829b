import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { callLines } from '../../../cli/src/cpu-profile/call-lines.ts';
import { ProfileBuilder } from '../../../cli/src/cpu-profile/build-profile.ts';
import { writeProfileFiles } from '../../../cli/src/cpu-profile/profile-files.ts';
import { readRawProfiles, type RawNode, type RawProfile } from '../../../cli/src/cpu-profile/raw-profile.ts';
import { SourcePlaces } from '../../../cli/src/cpu-profile/source-places.ts';
import { parseSite } from '../../../trace/src/model/introductions.ts';
import { cpuOfStacks } from '../../../trace/src/profile/cpu-of-stacks.ts';
import { hotLines } from '../../../trace/src/profile/hot-lines.ts';
import { OWN_FOLDER } from '../../../runtime/src/loader/user-file.ts';

const SCRIPT_URL = 'file:///home/me/app/main.js';
const OWN_URL = `${OWN_FOLDER}pool.js`;

function node(
  id: number,
  functionName: string,
  url: string,
  children: number[] = [],
  ticks?: [number, number][],
): RawNode {
  const positionTicks = ticks?.map(([line, count]) => ({ line, ticks: count }));
  const at = url === '' ? -1 : id;
  return {
    id,
    callFrame: { functionName, url, lineNumber: at, columnNumber: at },
    children,
    ...(positionTicks && { positionTicks }),
  };
}

/** Node starts the script; work calls the runtime, which calls Node and a task; work calls a built-in function. */
const RAW: RawProfile = {
  nodes: [
    node(1, '(root)', '', [2, 9, 10]),
    node(2, 'run', 'node:internal/main', [3]),
    node(3, 'load', 'node:internal/modules', [4]),
    node(4, 'work', SCRIPT_URL, [5, 8], [[7, 3]]),
    node(5, 'map', OWN_URL, [6, 7]),
    node(6, 'emit', 'node:events', []),
    node(7, 'task', SCRIPT_URL, []),
    node(8, 'stringify', '', []),
    node(9, '(idle)', ''),
    node(10, '(garbage collector)', ''),
  ],
  startTime: 1000,
  endTime: 10_000,
  samples: [4, 4, 5, 6, 7, 8, 9, 10],
  timeDeltas: [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000],
};

function built(): ProfileBuilder {
  const builder = new ProfileBuilder(new SourcePlaces(), (site) => site === 2 ** 32 - 2);
  builder.add(3, RAW, -500_000);
  return builder;
}

/** Labels of a stack, the outermost first. */
function labelsOf(builder: ProfileBuilder, stack: number): string[] {
  const { parent, site } = builder.stacks.get(stack)!;
  const label = builder.sites.get(site)!.split('\t')[0]!;
  return parent === 0 ? [label] : [...labelsOf(builder, parent), label];
}

test('frames of Node and of the runtime are one each, on the run’s clock, without idle time', () => {
  const builder = built();
  const list = builder.threads.get(3)!;
  const rows = Array.from({ length: list.count }, (_, row) => [
    list.startNs[row]! / 1000,
    list.endNs[row]! / 1000,
    labelsOf(builder, list.stack[row]!).join(' > '),
  ]);
  assert.deepEqual(rows, [
    [1500, 3500, '(node) > work'],
    [3500, 5500, '(node) > work > (parascope)'],
    [5500, 6500, '(node) > work > (parascope) > task'],
    [6500, 7500, '(node) > work > stringify'],
    [8500, 9500, '(garbage collector)'],
  ]);
});

test('ids of sites are none that the run has used', () => {
  const ids = [...built().sites.keys()];
  assert.ok(!ids.includes(2 ** 32 - 2));
  assert.equal(new Set(ids).size, ids.length);
});

test('places of TypeScript and of files with a map are the author’s', (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-places-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const script = path.join(folder, 'script.ts');
  writeFileSync(script, '// a comment\n\nenum A {\n  x,\n}\n\nexport function f(): number {\n  return A.x;\n}\n');
  const places = new SourcePlaces();
  const url = pathToFileURL(script).href;
  const lines = Array.from({ length: 12 }, (_, index) => places.placeOfLine(url, index + 1));
  // The JavaScript has the function elsewhere than line 7 and 8, where the author wrote it.
  for (const line of [7, 8])
    assert.ok(
      lines.some((place) => place?.startsWith(`${script}:${line}:`)),
      `line ${line}`,
    );
  // As bundlers write it: line 1 of the output is line 3 of its source.
  writeFileSync(path.join(folder, 'out.js'), 'work();\n//# sourceMappingURL=out.js.map\n');
  const map = { version: 3, sources: ['src/in.ts'], names: [], mappings: 'AAEA' };
  writeFileSync(path.join(folder, 'out.js.map'), JSON.stringify(map));
  const out = pathToFileURL(path.join(folder, 'out.js')).href;
  assert.equal(places.placeOfLine(out, 1), `${path.join(folder, 'src/in.ts')}:3:1`);
  assert.equal(places.placeAt('node:fs', 1, 1), undefined);
  const gone = 'file:///gone/away.js';
  assert.match(places.placeAt(gone, 4, 2) ?? '', /away\.js:5:3$/);
});

test('files have the form of V8: a tree of nodes, and times that lead from start to end', (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-files-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const builder = built();
  builder.add(4, RAW, 0);
  writeProfileFiles(folder, { profile: builder, sites: builder.sites, nameOf: () => '../a b/' });
  assert.deepEqual(readdirSync(folder).sort(), ['a-b-2.cpuprofile', 'a-b.cpuprofile', 'merged.cpuprofile']);
  const read = (name: string) =>
    JSON.parse(readFileSync(path.join(folder, `${name}.cpuprofile`), 'utf8')) as RawProfile;
  const single = read('a-b');
  const merged = read('merged');
  for (const { nodes, samples, timeDeltas, startTime, endTime } of [single, merged]) {
    const ids = new Set(nodes.map(({ id }) => id));
    assert.equal(nodes[0]!.callFrame.functionName, '(root)');
    const children = nodes.flatMap((each) => each.children ?? []);
    assert.deepEqual(new Set([nodes[0]!.id, ...children]), ids);
    assert.equal(children.length, ids.size - 1);
    assert.ok(samples.every((id) => ids.has(id)));
    assert.equal(samples.length, timeDeltas.length);
    assert.ok(timeDeltas.every((us) => us >= 0));
    assert.ok(startTime + timeDeltas.reduce((sum, us) => sum + us, 0) <= endTime);
  }
  assert.deepEqual([single.startTime, single.endTime], [1500, 9500]);
  assert.equal(merged.endTime - merged.startTime, 2 * (single.endTime - single.startTime));
  const work = single.nodes.find(({ callFrame }) => callFrame.functionName === 'work')!;
  assert.deepEqual(work.positionTicks, [{ line: 7, ticks: 3 }]);
  assert.deepEqual([work.callFrame.url, work.callFrame.lineNumber], [SCRIPT_URL, 4]);
});

test('profiles that were cut off are left out, and names tell whose they are', (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-raw-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'CPU.20261121.170824.26401.4.004.cpuprofile'), JSON.stringify(RAW));
  writeFileSync(path.join(folder, 'CPU.20261121.170824.26401.5.005.cpuprofile'), JSON.stringify(RAW).slice(0, 200));
  writeFileSync(path.join(folder, 'CPU.20261121.170824.26401.6.006.cpuprofile'), '{"nodes":1}');
  assert.deepEqual(
    readRawProfiles(folder).map(({ pid, nodeThread }) => [pid, nodeThread]),
    [[26401, 4]],
  );
  assert.deepEqual(readRawProfiles(path.join(folder, 'none')), []);
});

const SORTS = `
export function busy(untilMs) {
  const numbers = Array.from({ length: 20000 }, (_, at) => (at * 7919) % 20011);
  let rounds = 0; // sort( is no call here
  while (performance.now() < untilMs) {
    const text = 'sort(';
    numbers
      .slice()
      .sort();
    rounds += text.length;
  }
  return rounds;
}
busy(performance.now() + 400);
`;

test('the time of a built-in function is on the line that calls it, as Node itself profiles it', (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-builtin-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const script = path.join(folder, 'sorts.mjs');
  writeFileSync(script, SORTS);
  const args = ['--cpu-prof', `--cpu-prof-dir=${folder}`, script];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'));
  const profile = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as RawProfile;
  const builder = new ProfileBuilder(new SourcePlaces(), () => false);
  builder.add(0, profile, 0);
  const sites = new Map([...builder.sites].map(([id, text]) => [id, parseSite(text)]));
  const list = builder.threads.get(0)!;
  const [hottest] = hotLines({ profile: builder, sites }, cpuOfStacks(list, undefined), list.lines);
  assert.deepEqual([hottest?.location.file, hottest?.location.line, hottest?.label], [script, 9, 'busy']);
});

test('lines that call something are those of one function, without strings and comments', () => {
  const lines = `function outer(a = { b: [1] }) {
  if (a.sort) a.sort(); // a.sort()
  const text = \`\${JSON.stringify(a)} "\`, b = 'sort()';
  return resort(text) + a?.sort?.(b);
}
const each = (list) => list.sort().map((x) => JSON.stringify(x)), next = [].sort();
class A { run($) { $.sort(); } }`.split('\n');
  assert.deepEqual(callLines(lines, { line: 0, column: 14 }, 'sort'), [2, 4]);
  assert.deepEqual(callLines(lines, { line: 0, column: 14 }, 'stringify'), [3]);
  assert.deepEqual(callLines(lines, { line: 5, column: 13 }, 'map'), [6]);
  assert.deepEqual(callLines(lines, { line: 5, column: 39 }, 'sort'), [], 'not of what comes behind it');
  assert.deepEqual(callLines(lines, { line: 6, column: 13 }, 'sort'), [7]);
  assert.deepEqual(callLines(lines, { line: 6, column: 13 }, '[Symbol.sort]'), [7]);
  assert.deepEqual(callLines(lines, { line: 6, column: 13 }, 'get size'), []);
  assert.deepEqual(callLines(lines, { line: 99, column: 0 }, 'sort'), []);
});
