/** Scripts behave under our loader as under tsx, and as under Node alone where Node can run them. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, test } from 'node:test';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import { register, runNode, type FixtureRun } from './run-fixture.ts';

const fixtures = path.join(import.meta.dirname, 'fixtures/loader');
const tsx = fileURLToPath(import.meta.resolve('tsx/cli'));
const cache = mkdtempSync(path.join(os.tmpdir(), 'parascope-loader-'));
after(() => rmSync(cache, { recursive: true, force: true }));

/** What else can run a fixture. `tsx` and `node` must then agree with us; `lines` is what all print. */
interface Expectation {
  readonly lines: readonly string[];
  readonly entry?: string;
  readonly args?: readonly string[];
  readonly exitCode?: number;
  readonly node?: boolean;
  readonly tsx?: boolean;
  /** The user's frames on stderr, innermost first. */
  readonly frames?: readonly string[];
}

const expected: Record<string, Expectation> = {
  arguments: {
    args: ['--flag', 'a b'],
    lines: ["[ '--flag', 'a b' ] 4 main.ts true"],
    exitCode: 7,
    node: true,
  },
  commonjs: {
    lines: ['lib main false', 'main.ts commonjs 8 legacy later object true 42', 'lib.ts undefined true', '10'],
  },
  'decorators-legacy': {
    lines: [
      'field name Service',
      'field count Service',
      'parameter serve 0',
      'method serve function',
      'class Service',
      'x count',
    ],
  },
  'decorators-standard': { lines: ['class Machine', 'init speed', 'call run [ 3 ]', '24'] },
  elision: { lines: ['9 3'] },
  enums: { lines: ['0 6 green 9 HIGH 5 x'] },
  extensionless: { lines: ['a b index the TypeScript one plain a'] },
  'import-meta': { lines: ['main.ts main.ts import-meta lib.ts', 'lib.ts false true'], node: true, tsx: false },
  json: { lines: ['[ 1, 2 ] data true data'] },
  jsx: { entry: 'main.tsx', lines: ['p{"id":"x"}text'] },
  'mts-cts': { entry: 'main.mts', lines: ['3 3 fresh undefined true'] },
  namespaces: { lines: ['3.14 12'] },
  'parameter-properties': { lines: ['leaf 7! id,label,suffix'] },
  syntax: { lines: ['depth 2', '3 1 s 2 true 1024 nullish n'] },
  throws: { lines: ['before'], exitCode: 1, frames: ['explode.ts:4', 'main.ts:9', 'main.ts:12'] },
  'throws-in-worker': { lines: ['main false level 3', 'TypeError level 3 worker.ts:11:9)', 'exit 1'] },
  'top-level-await': { lines: ['4 then'], node: true },
  'tsconfig-paths': { lines: ['one and exact exact based'] },
  typeless: { lines: ['main.ts help from function true', 'guarded'] },
  using: { lines: ['take a', 'take b', 'ab', 'drop b', 'drop a', 'take c', 'c', 'drop later c'] },
};

test('every fixture is in the table', () => {
  assert.deepEqual(readdirSync(fixtures).sort(), Object.keys(expected).sort());
});

for (const [name, expectation] of Object.entries(expected)) {
  const { entry = 'main.ts', args = [], lines, exitCode = 0, frames = [] } = expectation;
  const ways: Record<string, readonly string[]> = {
    '--require register': ['--require', register],
    '--import register': ['--import', register],
    ...(expectation.tsx === false ? {} : { tsx: [tsx] }),
    ...(expectation.node === true ? { 'Node alone': [] } : {}),
  };
  for (const [way, launch] of Object.entries(ways)) {
    test(`${name} under ${way}`, async () => {
      const run = await runNode([...launch, entry, ...args], {
        cwd: path.join(fixtures, name),
        env: { XDG_CACHE_HOME: cache, LOCALAPPDATA: cache },
      });
      assert.deepEqual(run.lines, lines, run.stderr);
      assert.equal(run.exitCode, exitCode, run.stderr);
      if (frames.length === 0) assert.equal(run.stderr, '');
      assert.deepEqual(userFrames(run, name), frames);
    });
  }
}

/** `file:line` of the frames in a fixture's own files. */
function userFrames({ stderr }: FixtureRun, name: string): string[] {
  const frame = new RegExp(`^ +at .*[\\\\/]${name}[\\\\/]([\\w.-]+:\\d+):\\d+\\)?$`, 'gm');
  return [...stderr.matchAll(frame)].map((match) => match[1] ?? '');
}
