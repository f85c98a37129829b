import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { copySample, firstSentence, listSamples } from '../../../extension/src/samples.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('a sample is described by the first sentence of its own comment', () => {
  assert.equal(firstSentence('// How many cores? Run it.\nimport x;'), 'How many cores?');
  assert.equal(firstSentence('/**\n * Pi by\n * random points. Slow.\n */\n'), 'Pi by random points.');
  assert.equal(firstSentence('/* One line without an end */'), 'One line without an end');
  assert.equal(firstSentence('// pi.ts is read. Then more.\n'), 'pi.ts is read.');
  assert.equal(firstSentence('import x;'), '');
});

test('scripts are samples, other files are not', async () => {
  using folder = temporaryFolder();
  for (const name of ['b.ts', 'a.mts', 'types.d.ts', 'package.json'])
    writeFileSync(path.join(folder.path, name), '// X.\n');
  const samples = await listSamples(folder.path);
  assert.deepEqual(
    samples.map(({ name, description }) => [name, description]),
    [
      ['a', 'X.'],
      ['b', 'X.'],
    ],
  );
});

test('a copy never takes the place of a file unless told to', async () => {
  using folder = temporaryFolder();
  const [sample, target] = ['sample.ts', 'mine.ts'].map((name) => path.join(folder.path, name)) as [string, string];
  writeFileSync(sample, 'sample');
  assert.equal(await copySample(sample, target, { overwrite: false }), true);
  writeFileSync(target, 'mine');
  assert.equal(await copySample(sample, target, { overwrite: false }), false);
  assert.equal(readFileSync(target, 'utf8'), 'mine');
  assert.equal(await copySample(sample, target, { overwrite: true }), true);
  assert.equal(readFileSync(target, 'utf8'), 'sample');
});
