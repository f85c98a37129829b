import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

async function part(name: string, expected: readonly (string | RegExp)[]): Promise<void> {
  const { lines, stderr, exitCode } = await runFixture('pool/options.ts', { args: [name] });
  assert.equal(lines.length, expected.length, lines.join('\n') + stderr);
  for (const [i, want] of expected.entries()) {
    if (typeof want === 'string') assert.equal(lines[i], want);
    else assert.match(lines[i]!, want);
  }
  assert.equal(stderr, '');
  assert.equal(exitCode, 0);
}

test('what makes no sense is refused at the call, by its name, with what was expected and found', async () => {
  const { lines, stderr, exitCode } = await runFixture('pool/refusals.ts');
  const expected = [
    'Pool(0): RangeError: new Pool(processes): expected a whole number from 1 to 4094, found 0',
    'Pool(-1): RangeError: new Pool(processes): expected a whole number from 1 to 4094, found -1',
    'Pool(NaN): RangeError: new Pool(processes): expected a whole number from 1 to 4094, found NaN',
    'Pool(1.5): RangeError: new Pool(processes): expected a whole number from 1 to 4094, found 1.5',
    "Pool(4): TypeError: new Pool(processes): expected a whole number from 1 to 4094, found string '4'",
    'Pool(1000000000): RangeError: new Pool(processes): expected a whole number from 1 to 4094, found 1000000000: a program has at most 4094 workers at a time',
    'Pool(null): TypeError: new Pool(processes): expected a whole number from 1 to 4094, found null',
    'maxTasksPerChild: RangeError: maxTasksPerChild: expected a whole number of at least 1, found 0',
    'minProcesses: RangeError: minProcesses: expected a whole number from 0 to 2, found 3: that is the size of the pool',
    'idleTimeoutMs: RangeError: idleTimeoutMs: expected a number of milliseconds, found NaN',
    'initializer: TypeError: initializer: expected a function, found number',
    'initargs: TypeError: initargs: expected an array, found number',
    /^resourceLimits: TypeError: resourceLimits has no option 'maxOldGeneration'; it has maxOldGenerationSizeMb, /,
    /^workers: TypeError: new Pool\(\) has no option 'workers'; it has initializer, initargs, /,
    'idle: RangeError: idleTimeoutMs: expected a number of milliseconds of at least 0, found -1',
    'stack: RangeError: resourceLimits.stackSizeMb: expected megabytes above 0, found -1',
    /^timeout: TypeError: map\(\) has no option 'timeout'; it has timeoutMs, signal, /,
    'options: TypeError: map(): expected an object with options, found number',
    'chunksize: RangeError: chunksize: expected a whole number of at least 1, found 0',
    "timeoutMs: TypeError: timeoutMs: expected a number of milliseconds, found string '5'",
    'signal: TypeError: signal: expected an AbortSignal, found object',
    'priority: TypeError: priority: expected a number, found NaN',
    'swapped: FunctionError: map(fn, items): expected a function first, found array',
    'no function: FunctionError: apply(fn, args): expected a function first, found number',
    /^callback: TypeError: imap\(\) has no option 'callback'; /,
    'transfer: TypeError: transfer[0]: expected an ArrayBuffer, found Uint8Array',
    'sync signal: TypeError: mapSync() blocks this thread, so no signal can abort it: give it timeoutMs instead',
    /^apply chunksize: TypeError: apply\(\) has no option 'chunksize'; /,
    'args: TypeError: apply(fn, args): expected an array, found number',
    /^get: TypeError: get\(\) has no option 'timeout'; it has timeoutMs, signal$/,
    'join: PoolStateError: Pool is still running: close() or terminate() it before join()',
    'joinSync: PoolStateError: Pool is still running: close() or terminate() it before join()',
    'closed: ClosedError: Pool not running: it is closed and takes no more calls',
    'closed imap: ClosedError: Pool not running: it is closed and takes no more calls',
    'process args: TypeError: args: expected an array, found number',
    'process name: TypeError: name: expected a string, found number',
    "process daemon: TypeError: daemon: expected a boolean, found string 'yes'",
    /^process option: TypeError: new Process\(\) has no option 'arguments'; it has target, args, name, daemon, /,
  ];
  assert.equal(lines.length, expected.length, lines.join('\n') + stderr);
  for (const [i, want] of expected.entries()) {
    if (typeof want === 'string') assert.equal(lines[i], want);
    else assert.match(lines[i]!, want);
  }
  assert.equal(stderr, '');
  assert.equal(exitCode, 0);
});

test('an abort rejects calls at once with its reason and drops tasks that have not begun; running ones go on', () =>
  part('abort', [
    'Error: enough Error: enough Error: enough Error: enough',
    'running ones go on 0',
    'went on [ 4 ] begun 0',
    'Error: before',
    'Error: before',
  ]));

test('timeoutMs ends every kind of call; of a stream, one wait, after which the result can still be taken', () =>
  part('time', [
    'TimeoutError: map(square, …) was not done within 20 ms',
    'TimeoutError: apply(square, …) was not done within 20 ms',
    'TimeoutError: mapAsync(square, …) was not done within 20 ms',
    'TimeoutError: imap(square, …) was not done within 20 ms',
    'TimeoutError: mapSync(square, …) was not done within 20 ms',
    'TimeoutError: applySync(square, …) was not done within 20 ms',
    'TimeoutError: the next result was not ready within 20 ms',
    /^TimeoutError: .*aborted due to timeout$/,
    'TimeoutError: the next result was not ready within 20 ms',
    'went on { done: false, value: 25 } { done: true, value: undefined }',
  ]));

test('a wait for the next result ends also when its timer fires before the clock says so', () =>
  part('earlyTimer', [
    'TimeoutError: the next result was not ready within 20 ms',
    'TimeoutError: the next result was not ready within 0 ms',
    'went on { done: false, value: 25 }',
  ]));

test('a call with a time limit whose source fails keeps nothing of the program: it ends', async () => {
  const { lines, stderr, exitCode } = await runFixture('pool/source-fails.ts');
  assert.deepEqual(lines, ['rejected', 'rejected'], stderr);
  assert.equal(exitCode, 0);
});

test('taskTimeoutMs counts from the start of a task, ends its worker and names the task; the rest is done', () =>
  part('taskTime', [
    '[ 1, 2, 3, 4 ]',
    /^TimeoutError: loopsAt\(3, 3\), item 2, ran longer than taskTimeoutMs: 300; its worker PoolWorker-\d was ended$/,
    /^TimeoutError: waitsAt\(3, 3\), item 2, ran longer than taskTimeoutMs: 300; /,
    /^TimeoutError: loopsAt\(3, 3\), item 2, ran longer than taskTimeoutMs: 300; /,
    "[ 1, 'TimeoutError', 3, 4 ] true",
    /^TimeoutError: loopsAt\(1, 1\) ran longer than taskTimeoutMs: 50; /,
    '[ 1, 4, 9 ]',
    "16 [ 'went on', 'went on' ]",
  ]));

test('calls with a higher priority go before tasks that wait, also those that are in the ring already', () =>
  part('priority', ['[ 0, 101, 202 ] [ 300, 401, 502 ] [ 600, 701, 802 ] went on']));

test('onProgress is told of each chunk; without a terminal there is no bar', () =>
  part('progress', [
    JSON.stringify([
      { done: 2, total: 4 },
      { done: 4, total: 4 },
      { done: 1, total: 2 },
      { done: 2, total: 2 },
      { done: 1, total: 2 },
      { done: 2, total: 2 },
      { done: 1 },
      { done: 2 },
    ]),
  ]));

test('callbacks run in the AsyncLocalStorage context of their call', () =>
  part('context', ['a 1, a progress, b 4, b progress, c error']));

test('transfer: buffers are detached when the call returns, and not when it is refused; shared memory stays shared', () =>
  part('transfer', [
    '6 3',
    'at once 0 6 9 2',
    'true',
    'true went on',
    'NotCloneableError: args[0].f is Symbol(f), and symbols cannot be copied to another thread 8',
    'TypeError: transfer[0] is detached: its contents have been given away before',
  ]));

test('who leaves a stream early leaves its source, asynchronous, blocked or aborted', () =>
  part('leaving', ['left, left, left, left async true']));

test('a pool with minProcesses and idleTimeoutMs hires on demand and lets idle workers go', () =>
  part('dynamic', [
    'at first 1',
    'on demand 3',
    'true',
    'idle 1 [ 1, 4, 9 ]',
    'joined 0',
    'none 0 [ 9 ]',
    'none again [ 16 ]',
    'kept 1',
  ]));

test('terminate rejects whatever is outstanding', () =>
  part('terminated', [
    'PoolTerminatedError: apply(blocked, …) of options.ts:304 was outstanding when the pool was terminated: await it',
    'PoolTerminatedError: map(square, …) of options.ts:305 was outstanding when the pool was terminated: await it',
    'PoolTerminatedError: imap(square, …) of options.ts:306 was outstanding when the pool was terminated: await it',
    'true',
  ]));
