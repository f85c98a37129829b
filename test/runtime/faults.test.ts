import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

interface Fault {
  readonly name: string;
  readonly message: RegExp;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly cause?: RegExp;
  readonly range?: boolean;
  readonly at?: string;
  readonly stderr?: RegExp;
}

const faults: Readonly<Record<string, Fault>> = {
  exit: {
    name: 'WorkerDiedError',
    message: /^worker PoolWorker-\d ended with exit code 9 while it ran third\(3\), item 2$/,
    fields: { exitcode: 9, task: 'third(3)', index: 2 },
  },
  own: {
    name: 'OwnError',
    message: /^no twos$/,
    fields: { code: 42, details: { at: [1, 2] } },
    cause: /^TypeError: the cause$/,
    range: true,
    at: 'faults.ts:14',
  },
  uncloneable: {
    name: 'MaybeEncodingError',
    message: /^the result of uncloneable cannot travel back: result\.list\[1\] is a function/,
    cause: /^NotCloneableError: /,
  },
  init: {
    name: 'PoolBrokenError',
    message: /PoolWorker-\d failed while it got ready: the initializer fails$/,
    cause: /^TypeError: the initializer fails$/,
  },
  initExit: {
    name: 'PoolBrokenError',
    message: /^the pool cannot work: 8 workers died one after the other, the last \(PoolWorker-\d+\) with exit code 5$/,
  },
  overflow: { name: 'RangeError', message: /Maximum call stack/, range: true, at: 'faults.ts:27' },
  memory: {
    name: 'WorkerDiedError',
    message: /ended with exit code 1 without a word, most likely out of memory while it ran grow\(\d\), item \d$/,
    stderr: /ended without a word/,
  },
  unhandled: {
    name: 'WorkerDiedError',
    message: /ended with exit code 1 while it ran unhandled\(\d\)/,
    cause: /^Error: nobody looks$/,
    stderr: /^Process PoolWorker-\d:\nError: nobody looks\n {4}at unhandled \(.*faults\.ts:34:/m,
  },
  never: {
    name: 'WorkerDiedError',
    message: /ended with exit code 13 while it ran never\(\d\)/,
    stderr: /a task of PoolWorker-\d awaits something that can no longer happen/,
  },
  text: { name: 'string', message: /^just text$/ },
  forever: { name: 'PoolTerminatedError', message: /the pool was terminated/ },
};

for (const [fault, expected] of Object.entries(faults)) {
  for (const mode of fault === 'forever' ? ['async', 'stream'] : ['async', 'sync', 'stream']) {
    test(`fault in a pool: ${fault}, ${mode}: the call fails with a typed error and the program ends`, async () => {
      const { lines, stderr, exitCode } = await runFixture('pool/faults.ts', { args: [fault, mode] });
      const told = JSON.parse(lines[0]!) as Record<string, unknown>;
      assert.equal(told['name'], expected.name, lines[0]);
      assert.match(String(told['message']), expected.message);
      const fields = told['fields'] as Record<string, unknown>;
      for (const [key, value] of Object.entries(expected.fields ?? {})) assert.deepEqual(fields[key], value, key);
      if (expected.cause) assert.match(String(told['cause']), expected.cause);
      assert.equal(told['range'], expected.range ?? false);
      assert.equal(told['died'], expected.name === 'WorkerDiedError');
      if (expected.at !== undefined) assert.equal(told['own'], false, 'frames of the package are left out');
      if (expected.at !== undefined) assert.equal(told['at'], expected.at);
      if (expected.stderr) assert.match(stderr, expected.stderr);
      else assert.equal(stderr, '');
      if (fault === 'exit') assert.equal(lines[1], 'and goes on [ 1, 2, 3 ]');
      assert.equal(exitCode, 0);
    });
  }
}

for (const seed of ['1', '2']) {
  test(`faults drawn at random, seed ${seed}: every call settles with the right results or a typed error`, async () => {
    const { stdout, exitCode } = await runFixture('pool/random-faults.ts', { args: [seed, '8'] });
    assert.equal(stdout, 'all settled\n');
    assert.equal(exitCode, 0);
  });
}
