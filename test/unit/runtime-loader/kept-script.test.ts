import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { runScript, ScriptSource } from '../../../runtime/src/loader/kept-script.ts';

const TEXT = '(() => { function six() { return 6; } return { seven: () => six() + 1 }; })()//12345678';

interface Exports {
  seven(): number;
}

/** A script of its own, and a folder for its code. */
function place(context: TestContext): { readonly file: string; readonly folder: string } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-kept-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'script-1.js');
  writeFileSync(file, TEXT);
  return { file, folder };
}

/** The first worker of a program. Tells whether it found code. */
function runAndKeep(file: string, folder: string | null, use = 'test'): boolean {
  const script = new ScriptSource(file).read(folder, use);
  const { value, keep } = runScript(script);
  assert.equal((value as Exports).seven(), 7);
  keep();
  return script.code !== null;
}

/** The one entry beside the script. */
function entryIn(folder: string): string {
  const [entry = '', ...others] = readdirSync(folder).filter((name) => name !== 'script-1.js');
  assert.deepEqual(others, []);
  return path.join(folder, entry);
}

test('code is kept once, and used from then on', (context) => {
  const { file, folder } = place(context);
  assert.equal(runAndKeep(file, folder), false);
  const entry = entryIn(folder);
  const { mtimeMs, ino } = statSync(entry);
  assert.equal(runAndKeep(file, folder), true);
  // What V8 has taken is not written again.
  assert.deepEqual({ mtimeMs: statSync(entry).mtimeMs, ino: statSync(entry).ino }, { mtimeMs, ino });
});

test('code that is cut short, damaged or of another V8 is replaced', (context) => {
  const { file, folder } = place(context);
  runAndKeep(file, folder);
  const entry = entryIn(folder);
  const good = readFileSync(entry);
  const cut = good.subarray(0, good.length / 2);
  const zeroed = Buffer.from(good).fill(0, good.length / 2);
  for (const bad of [cut, zeroed, Buffer.alloc(0), Buffer.alloc(3), Buffer.alloc(4096)]) {
    writeFileSync(entry, bad);
    runAndKeep(file, folder);
    assert.notDeepEqual(readFileSync(entry), bad);
    assert.equal(entryIn(folder), entry);
  }
});

test('where nothing can be kept, or nothing is to be, the script runs all the same', (context) => {
  const { file, folder } = place(context);
  runAndKeep(file, path.join(folder, 'missing'));
  runAndKeep(file, null);
  assert.deepEqual(readdirSync(folder), ['script-1.js']);
});

test('what is used for different ends is kept apart', (context) => {
  const { file, folder } = place(context);
  for (const use of ['pool', 'process']) runAndKeep(file, folder, use);
  assert.equal(readdirSync(folder).length, 3);
});

test('one worker of a program tries to do better than the code that was found', (context) => {
  const { file, folder } = place(context);
  runAndKeep(file, folder);
  const entry = entryIn(folder);
  const source = new ScriptSource(file);
  assert.equal(source.read(folder, 'test').keepIn, entry);
  assert.equal(source.read(folder, 'test').keepIn, null);
});

test('workers find code that others have kept since', (context) => {
  const { file, folder } = place(context);
  const source = new ScriptSource(file);
  assert.equal(source.read(folder, 'test').code, null);
  runAndKeep(file, folder);
  assert.notEqual(source.read(folder, 'test').code, null);
});
