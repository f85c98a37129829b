import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { register, runNode } from './run-fixture.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-syntax-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A file that is no TypeScript cannot lie among the fixtures: the formatter would refuse it. */
function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const BROKEN = 'const one: number = 1;\n\tconst éé = two(1 2);\n';
const excerpt = (file: string): string =>
  [
    `${file}:2`,
    '\tconst éé = two(1 2);',
    '\t                 ^',
    '',
    'SyntaxError: Expected ")" but found "2"',
    `    at ${file}:2:19`,
  ].join('\n');

test('a script that does not parse is shown with its line, a caret and the message, and nothing of ours', async () => {
  const file = write('main.ts', BROKEN);
  const { stderr, exitCode } = await runNode(['--require', register, file]);
  assert.equal(stderr.replace(/\n\nNode\.js v\S+\n$/, ''), excerpt(file));
  assert.equal(exitCode, 1);
});

test('a module that does not parse is shown likewise, and can be caught', async () => {
  const file = write('broken.ts', BROKEN);
  const script = write('catches.ts', `import('./broken.ts').catch((error) => console.log(error.name, error.stack));\n`);
  const { stdout, exitCode } = await runNode(['--require', register, script]);
  assert.equal(stdout, `SyntaxError ${excerpt(file)}\n`);
  assert.equal(exitCode, 0);
});

test('a default import of the package is refused with what to write, at its place', async () => {
  const file = write('default.mts', "// one\n\timport mp, { Pool } from 'parascope';\nconsole.log(mp, Pool);\n");
  const script = write('imports.mts', `import('./default.mts').catch((error) => console.log(error.stack));\n`);
  const { stdout, stderr } = await runNode(['--require', register, script]);
  const expected = [
    `${file}:2`,
    "\timport mp, { Pool } from 'parascope';",
    '\t       ^^',
    '',
    "SyntaxError: parascope has no default export: write import * as mp from 'parascope'",
    `    at ${file}:2:9`,
    '',
  ];
  assert.equal(stdout, expected.join('\n'), stderr);
});

test('an import whose binding is called default is refused likewise, and type imports are none', async () => {
  const file = write('renamed.mts', "import { default as all } from 'parascope';\nconsole.log(all);\n");
  const script = write('tries.mts', `import('./renamed.mts').catch((error) => console.log(error.message));\n`);
  const { stdout, stderr } = await runNode(['--require', register, script]);
  assert.match(stdout, /^parascope has no default export: write import \* as \w+ from 'parascope'\n$/, stderr + file);
  const types = write(
    'types.mts',
    "import type mp from 'parascope';\nexport type All = typeof mp;\nconsole.log('runs');\n",
  );
  assert.equal((await runNode(['--require', register, types])).stdout, 'runs\n');
});
