import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { createRunFolder, pruneRuns } from '../../../cli/src/run-folder.ts';
import { exitCodeOf, wordsOfEnd } from '../../../cli/src/exit-words.ts';
import { findScript } from '../../../cli/src/script-file.ts';
import { UsageError } from '../../../cli/src/options.ts';

function cacheWith(t: TestContext, names: readonly string[]): string {
  const cache = mkdtempSync(path.join(os.tmpdir(), 'parascope-cache-'));
  t.after(() => rmSync(cache, { recursive: true }));
  for (const name of names) mkdirSync(path.join(cache, name));
  return cache;
}

/** Greater than any id that a system gives. */
const NO_PID = 2 ** 30;

test('the last 20 runs are kept, and those that still go on', (t) => {
  const nameOf = (second: number, pid: number): string => `2026-11-20T00-00-${second}-000Z-${pid}-pi`;
  const names = Array.from({ length: 25 }, (_, index) => nameOf(index + 10, index === 1 ? process.pid : NO_PID));
  const cache = cacheWith(t, names);
  pruneRuns(path.join(cache, names.at(-1)!));
  assert.deepEqual(readdirSync(cache).sort(), [names[1], ...names.slice(5)]);
});

test('a run folder is made where it is asked for', (t) => {
  const dir = path.join(mkdtempSync(path.join(os.tmpdir(), 'parascope-runs-')), 'a', 'b');
  t.after(() => rmSync(path.dirname(path.dirname(dir)), { recursive: true }));
  assert.equal(createRunFolder('/x/pi.ts', dir), dir);
  assert.deepEqual(readdirSync(dir), []);
});

const onLinux = { skip: process.platform !== 'linux' };
test('a user without a cache has a folder of their own among the temporary files', onLinux, (t) => {
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'parascope-shared-'));
  const before = { XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'], TMPDIR: process.env['TMPDIR'] };
  t.after(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(temporary, { recursive: true });
  });
  // Where another user's runs are, as seen by this one: nothing can be made below.
  for (const name of ['cache', 'parascope']) writeFileSync(path.join(temporary, name), '');
  Object.assign(process.env, { XDG_CACHE_HOME: path.join(temporary, 'cache'), TMPDIR: temporary });
  const folder = createRunFolder('/x/pi.ts', undefined);
  assert.ok(folder.startsWith(path.join(temporary, `parascope-${process.getuid!()}`)), folder);
});

test('a folder that is given again holds only the new run', (t) => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'parascope-again-'));
  t.after(() => rmSync(dir, { recursive: true }));
  for (const name of ['12.parascope', 'summary.json', 'notes.txt']) writeFileSync(path.join(dir, name), '');
  createRunFolder('/x/pi.ts', dir);
  assert.deepEqual(readdirSync(dir), ['notes.txt']);
});

test('exit codes are those of shells, and a signal is said in words', () => {
  assert.equal(exitCodeOf({ code: 7, signal: null }), 7);
  assert.equal(exitCodeOf({ code: null, signal: 'SIGKILL' }), 137);
  assert.equal(exitCodeOf({ code: null, signal: 'SIGINT' }), 130);
  assert.equal(wordsOfEnd({ code: 1, signal: null }, '1 s'), undefined);
  assert.equal(
    wordsOfEnd({ code: null, signal: 'SIGKILL' }, '1.84 s'),
    'killed by SIGKILL; the trace is complete up to 1.84 s',
  );
});

test('a script is found, or refused with the reason', (t) => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'parascope-script-'));
  t.after(() => rmSync(dir, { recursive: true }));
  for (const name of ['a.ts', 'b.mjs', 'notes.txt']) writeFileSync(path.join(dir, name), '');
  assert.equal(findScript('a.ts', dir), path.join(dir, 'a.ts'));
  assert.equal(findScript('b', dir), path.join(dir, 'b.mjs'));
  const refuses = (script: string, message: RegExp): void =>
    assert.throws(
      () => findScript(script, dir),
      (error) => error instanceof UsageError && message.test(error.message),
    );
  refuses('.', /found a folder/);
  refuses('none.ts', /no such script: .*none\.ts/);
  refuses('notes.txt', /expected a TypeScript or JavaScript file .*notes\.txt/);
  refuses('-', /standard input/);
});
