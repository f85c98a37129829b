import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileFor } from '../../../runtime/src/loader/candidates.ts';
import { parseJsonWithComments } from '../../../runtime/src/loader/json-with-comments.ts';
import { mappedPaths, tsConfigOf } from '../../../runtime/src/loader/tsconfig.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-tsconfig-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text = ''): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

test('comments and trailing commas are no part of JSON values', () => {
  const text = '\uFEFF{ // one, }\n "a": "//no, }", /* two */ "b": [1, 2, ], "c": "\\"/*", }';
  assert.deepEqual(parseJsonWithComments(text), { a: '//no, }', b: [1, 2], c: '"/*' });
  assert.throws(() => parseJsonWithComments('{ "a": }'), SyntaxError);
});

test('options are inherited, own ones win, and only those that change the code are kept', () => {
  write(
    'inherit/base.json',
    '{ "compilerOptions": { "target": "ES2020", "experimentalDecorators": true, "noEmit": true } }',
  );
  write('inherit/tsconfig.json', '{ "extends": "./base", "compilerOptions": { "target": "ES2022" } }');
  const { transformOptions } = tsConfigOf(path.join(folder, 'inherit'));
  assert.deepEqual(JSON.parse(transformOptions), { experimentalDecorators: true, target: 'ES2022' });
});

test('the nearest tsconfig counts; a circle or a broken file counts as empty', () => {
  write('near/tsconfig.json', '{ "compilerOptions": { "jsx": "react" } }');
  write('near/circle/tsconfig.json', '{ "extends": "./tsconfig.json" }');
  write('near/broken/tsconfig.json', '{ not json');
  assert.equal(tsConfigOf(path.join(folder, 'near/below/deep')).transformOptions, '{"jsx":"react"}');
  assert.equal(tsConfigOf(path.join(folder, 'near/circle')).transformOptions, '{}');
  assert.equal(tsConfigOf(path.join(folder, 'near/broken')).transformOptions, '{}');
});

test('paths: exact before wildcard, longest prefix first, relative to the file that states them', () => {
  write(
    'paths/base/tsconfig.json',
    '{ "compilerOptions": { "paths": { "@/*": ["src/*"], "@/deep/*.x": ["deep/*"], "@/one": ["one.ts", "two.ts"] } } }',
  );
  write('paths/tsconfig.json', '{ "extends": "./base/tsconfig.json" }');
  const config = tsConfigOf(path.join(folder, 'paths'));
  const at = (...names: string[]): string[] => names.map((name) => path.join(folder, 'paths/base', name));
  assert.deepEqual(mappedPaths(config, '@/one'), at('one.ts', 'two.ts'));
  assert.deepEqual(mappedPaths(config, '@/deep/$&.x'), at('deep/$&'));
  assert.deepEqual(mappedPaths(config, '@/other'), at('src/other'));
  assert.deepEqual(mappedPaths(config, 'other'), []);
});

test('what is written finds what is there', () => {
  const both = write('files/both.ts');
  const js = write('files/both.js');
  const index = write('files/folder/index.mts');
  const cts = write('files/old.cts');
  const file = (name: string, fromTypeScript = true): string | undefined =>
    fileFor(path.join(folder, 'files', name), fromTypeScript);
  assert.equal(file('both.js'), both);
  assert.equal(file('both.js', false), js);
  assert.equal(file('both'), both);
  assert.equal(file('old.cjs'), cts);
  assert.equal(file('folder'), index);
  assert.equal(file('missing'), undefined);
});
