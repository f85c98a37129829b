/** Which functions travel to a worker, what they find there, and how the others are refused. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { register, runNode } from './run-fixture.ts';

const fixtures = path.join(import.meta.dirname, 'fixtures/functions');
const ways: Record<string, readonly string[]> = {
  '--require': ['--require', register],
  '--import': ['--import', register],
  'Node alone': [],
};

/** The numbers at the end count calls in the worker's own copy of the module: 1 is the first. */
const travelled = [
  'top level 42 m 1',
  'arrow 42 tell',
  'async 3',
  'imported 4 lib 1 1',
  'hidden 5 1',
  'anonymous default 6 1',
  'static 7 5 0 1',
  'builtin 8',
  'inline 8',
  'inline with module variables 45',
  'inline function [ 5, 1 ]',
  'inline async 6',
  'recursive 55',
  'subclass Runner 1',
  'exit code 1',
];

/** `file:line` of the one line that holds a text. */
function place(file: string, text: string): string {
  const lines = readFileSync(path.join(fixtures, file), 'utf8').split('\n');
  const found = lines.flatMap((line, i) => (line.includes(text) ? [i + 1] : []));
  assert.equal(found.length, 1, `${text} in ${file}`);
  return `${file}:${found[0] ?? 0}`;
}

function refused(file: string): string[] {
  const generated = (name: string): string =>
    `FunctionError: ${name} comes from generated code, which a worker cannot load: parallel scripts are files. ` +
    `Save the code as a file and run that.`;
  const outer = place(file, 'log(this)');
  return [
    '20',
    '2',
    '5',
    'nested 10',
    'shadows 3',
    '1',
    'top level 41 m 1',
    'bound 1',
    `FunctionError: the inline function at ${outer} uses 'this' of the code around it (${outer}), ` +
      `which a worker does not have. Pass what it needs as arguments.`,
    generated('anonymous'),
    generated('the inline function'),
  ];
}

for (const [way, launch] of Object.entries(ways)) {
  for (const file of ['module.ts', 'common.cts']) {
    test(`functions of ${file} travel or are refused in words, ${way}`, async () => {
      const { lines, stderr, exitCode } = await runNode([...launch, path.join(fixtures, file)]);
      assert.deepEqual(lines, [...travelled, ...refused(file)], stderr);
      // An inline function runs at its own line and column.
      const thrown = place(file, 'throw new RangeError').replace('.', '\\.');
      assert.match(stderr, new RegExp(`RangeError: scale 9\\n +at .*[\\\\/]${thrown}:11\\)?\\n`));
      assert.equal(exitCode, 0);
    });
  }
}

/** Two packages in node_modules, one of each kind, beside the fixture `kinds.ts`. */
const packages: Record<string, string> = {
  'old-style/package.json': '{ "name": "old-style", "main": "index.js" }',
  'old-style/index.js': `const inner = () => 'inner';
    module.exports = Object.fromEntries([['twice', (x) => console.log('CommonJS of a package', 2 * x, inner())]]);`,
  'new-style/package.json': '{ "name": "new-style", "type": "module", "exports": "./index.js" }',
  'new-style/index.js': `let calls = 0;
    export function exported(x) { console.log('exported by a package', x, ++calls); }
    export default (x) => console.log('default of a package', x, calls);`,
};

test('functions of packages and of Node, import.meta and import() in inline functions', async (context) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-functions-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  for (const name of ['kinds.ts', 'lib.ts']) copyFileSync(path.join(fixtures, name), path.join(folder, name));
  for (const [name, text] of Object.entries(packages)) {
    const file = path.join(folder, 'node_modules', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const { lines, stderr } = await runNode(['--require', register, path.join(folder, 'kinds.ts')]);
  assert.deepEqual(
    lines,
    [
      'exported by a package 1 1',
      'default of a package 2 0',
      'CommonJS of a package 6 inner',
      'meta kinds.ts false',
      'dynamic Shape,count,default,handles,imported',
      'patterns 1 2 [ 3 ]',
      'no key',
      'of this package true true',
      `FunctionError: the inline function at ${place('kinds.ts', '#value in other')} uses a private name of the code ` +
        `around it (${place('kinds.ts', '#value in other')}), which a worker does not have. ` +
        'Pass what it needs as arguments.',
      'FunctionError: then is native code without a global name, so no worker can find it. ' +
        'Call it in a function of your own: (x) => then(x)',
      'TypeError: target: expected a function, found number',
    ],
    stderr,
  );
  assert.equal(stderr, '');
});

const tsx = fileURLToPath(import.meta.resolve('tsx'));

test('under tsx functions of ES modules travel; those of CommonJS are refused with the way out', async () => {
  const module = await runNode(['--import', tsx, path.join(fixtures, 'module.ts')]);
  assert.deepEqual(module.lines, [...travelled, ...refused('module.ts')], module.stderr);
  const { lines } = await runNode(['--import', tsx, path.join(fixtures, 'common.cts')]);
  const at = place('common.cts', 'function topLevel');
  assert.equal(
    lines[0],
    `FunctionError: topLevel at ${at}: its file was compiled as CommonJS by another loader (tsx, ts-node), and a worker ` +
      'cannot reach into it. Start the script by `parascope run` or `node --import parascope/register`, ' +
      'or make it an ES module.',
  );
});

test('functions of a CommonJS file in import syntax travel', async () => {
  const { lines, stderr } = await runNode(['--require', register, path.join(fixtures, 'imports.cts')]);
  assert.deepEqual(lines, ['top level 1 m 1', 'imported 1 lib 1 1', 'anonymous default 1 1', 'inline 1 m 1'], stderr);
});

for (const [name, args, input] of [
  ['node -e', ['-e', "import('parascope').then(({ Process }) => new Process({ target: () => 1 }).start())"], undefined],
  ['standard input', ['-'], "import('parascope').then(({ Process }) => new Process({ target: () => 1 }).start())"],
] as const) {
  test(`code of ${name} is refused with the way out`, async () => {
    const { stderr, exitCode } = await runNode(args, { input });
    assert.match(stderr, /(?:FunctionError|NoScriptError).*[Ss]ave/);
    assert.notEqual(exitCode, 0);
  });
}
