/** Transformed files on disk: used when right, ignored when wrong, never the reason why a run fails. */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { register, runNode } from './run-fixture.ts';

/** Prints whether esbuild was needed: it is loaded only to transform. */
const SCRIPT = `
import { createRequire } from 'node:module';
enum Word { text = 'first' }
const loaded = Object.keys(createRequire(import.meta.url).cache).some((file) => /[\\\\/]esbuild[\\\\/]/.test(file));
console.log(Word.text, loaded ? 'transformed' : 'kept');
`;

interface Project {
  readonly folder: string;
  readonly script: string;
  readonly entries: () => string[];
  readonly run: () => Promise<string>;
}

function createProject(context: TestContext): Project {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-cache-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  const script = path.join(folder, 'main.ts');
  writeFileSync(script, SCRIPT);
  const kept = path.join(folder, 'cache/parascope/transformed');
  const cache = path.join(folder, 'cache');
  return {
    folder,
    script,
    entries: () => readdirSync(kept).map((name) => path.join(kept, name)),
    run: () => runIn(script, cache),
  };
}

async function runIn(script: string, cache: string): Promise<string> {
  const run = await runNode(['--require', register, script], { env: { XDG_CACHE_HOME: cache, LOCALAPPDATA: cache } });
  assert.equal(run.stderr, '');
  assert.equal(run.exitCode, 0);
  return run.stdout;
}

test('a file is transformed once; the second run does not load the transformer', async (context) => {
  const { run, entries } = createProject(context);
  assert.equal(await run(), 'first transformed\n');
  assert.equal(entries().length, 1);
  assert.equal(await run(), 'first kept\n');
});

test('changed content and changed options are transformed again', async (context) => {
  const { folder, script, run } = createProject(context);
  await run();
  writeFileSync(script, SCRIPT.replace('first', 'other'));
  assert.equal(await run(), 'other transformed\n');
  writeFileSync(path.join(folder, 'tsconfig.json'), '{ "compilerOptions": { "experimentalDecorators": true } }');
  assert.equal(await run(), 'other transformed\n');
  assert.equal(await run(), 'other kept\n');
});

const damages: Record<string, (entry: Buffer) => Buffer> = {
  empty: () => Buffer.alloc(0),
  'cut short': (entry) => entry.subarray(0, entry.length - 20),
  'cut in its head': (entry) => entry.subarray(0, 40),
  garbage: () => Buffer.from('no entry at all'),
  'one changed byte': (entry) => {
    entry[entry.lastIndexOf('first')]! ^= 1;
    return entry;
  },
  'lengths that lie': (entry) =>
    Buffer.from(entry.toString('latin1').replace(/ \d+ \d+ /, ' 9999999999 -1 '), 'latin1'),
};
for (const [name, damage] of Object.entries(damages)) {
  test(`a damaged entry (${name}) is made anew`, async (context) => {
    const { run, entries } = createProject(context);
    await run();
    for (const entry of entries()) writeFileSync(entry, damage(readFileSync(entry)));
    assert.equal(await run(), 'first transformed\n');
    assert.equal(await run(), 'first kept\n');
  });
}

test('a cache that cannot be written fails no run', async (context) => {
  const { folder, script } = createProject(context);
  const file = path.join(folder, 'a-file');
  writeFileSync(file, '');
  assert.equal(await runIn(script, path.join(file, 'below')), 'first transformed\n');
});

test('a file is transformed in the main thread alone: workers receive the JavaScript', async (context) => {
  const { folder, script } = createProject(context);
  const file = path.join(folder, 'a-file');
  writeFileSync(file, '');
  writeFileSync(path.join(folder, 'tell.ts'), `${SCRIPT}\nexport const told: string = Word.text;`);
  writeFileSync(
    script,
    `import { Process, isMain } from 'parascope';
     import { told } from './tell.ts';
     enum Kind { word = 'told' }
     const tell = (): void => console.log(Kind.word, told);
     if (isMain) { const child = new Process({ target: tell }); child.start(); await child.join(); }`,
  );
  assert.equal(await runIn(script, path.join(file, 'below')), 'first transformed\nfirst kept\ntold first\n');
});

test('many at once share the cache', async (context) => {
  const { run, entries } = createProject(context);
  const outputs = await Promise.all(Array.from({ length: 6 }, run));
  for (const output of outputs) assert.match(output, /^first (?:transformed|kept)\n$/);
  assert.equal(entries().length, 1);
});

test("the project's own esbuild is used before ours", async (context) => {
  const { folder, run } = createProject(context);
  const own = path.join(folder, 'node_modules/esbuild');
  mkdirSync(own, { recursive: true });
  writeFileSync(path.join(own, 'package.json'), '{ "name": "esbuild", "version": "0.0.7", "main": "main.js" }');
  writeFileSync(
    path.join(own, 'main.js'),
    `exports.transformSync = () => ({ code: "console.log('by the own one')" });`,
  );
  assert.equal(await run(), 'by the own one\n');
  rmSync(own, { recursive: true });
  assert.equal(await run(), 'first transformed\n');
});

test('a file that does not parse is told with its line', async (context) => {
  const { script } = createProject(context);
  writeFileSync(script, 'const fine = 1;\nconst broken: = 2;\n');
  const run = await runNode(['--require', register, script]);
  assert.match(
    run.stderr,
    /main\.ts:2\nconst broken: = 2;\n {14}\^\n\nSyntaxError: Unexpected "="\n {4}at .*main\.ts:2:15\n/,
  );
  assert.equal(run.exitCode, 1);
});

test('workers, and theirs, take over what main found: files and settings are read once per program', async (context) => {
  const { folder, script, run } = createProject(context);
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    '{ "compilerOptions": { "paths": { "tool": ["./lib/tool.ts"] } } }',
  );
  mkdirSync(path.join(folder, 'lib'));
  writeFileSync(
    path.join(folder, 'lib/tool.ts'),
    "import { word } from './word';\nexport const tool = `tool ${word}`;\n",
  );
  writeFileSync(path.join(folder, 'lib/word.ts'), "export const word: string = 'word';\n");
  writeFileSync(
    script,
    `import { rmSync } from 'node:fs';
     import { Process, isMain } from 'parascope';
     import { tool } from 'tool';
     function inner(): void { console.log('inner', tool); }
     async function outer(): Promise<void> {
       console.log('outer', tool);
       const child = new Process({ target: inner });
       child.start();
       await child.join();
     }
     if (isMain) {
       rmSync(${JSON.stringify(path.join(folder, 'tsconfig.json'))});
       rmSync(${JSON.stringify(path.join(folder, 'lib'))}, { recursive: true });
       const child = new Process({ target: outer });
       child.start();
       await child.join();
     }`,
  );
  assert.equal(await run(), 'outer tool word\ninner tool word\n');
});

test('what was kept first goes once there is too much of it: transformed files and code of workers', async (context) => {
  const { folder, script, run } = createProject(context);
  const cache = path.join(folder, 'cache/parascope');
  const old = (name: string, year: number, sizeBytes: number): string => {
    const file = path.join(cache, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
    truncateSync(file, sizeBytes);
    utimesSync(file, new Date(year, 1), new Date(year, 1));
    return file;
  };
  const transformed = [2001, 2002, 2003].map((year) => old(`transformed/${year}.js`, year, 60 * 1024 * 1024));
  const code = Array.from({ length: 20 }, (_, i) => old(`compiled/worker-${i}`, 2001 + i, 1000));
  const nodes = old('compiled/v24', 2000, 1000);
  writeFileSync(
    script,
    `${SCRIPT}import { isMain, Pool } from 'parascope'; if (isMain) await new Pool(1).map(Number, [1]);`,
  );
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(path.resolve(import.meta.dirname, '../../runtime'), path.join(folder, 'node_modules/parascope'), 'dir');
  await run();
  assert.deepEqual(transformed.map(existsSync), [false, true, true]);
  assert.deepEqual([existsSync(code[0]!), existsSync(code[19]!), existsSync(nodes)], [false, true, true]);
  assert.equal(readdirSync(path.join(cache, 'compiled')).filter((name) => name.startsWith('worker-')).length, 16);
});
