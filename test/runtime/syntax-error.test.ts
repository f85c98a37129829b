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
