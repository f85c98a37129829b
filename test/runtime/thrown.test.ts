/** Whatever a task throws reaches its caller: errors as errors, all else as it is or in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('whatever a task throws reaches the caller, with the stacks of both', async () => {
  const { stdout, stderr, exitCode } = await runFixture('pool/thrown.ts');
  assert.equal(exitCode, 0, stderr);
  for (const line of [
    'text just text',
    'nothing undefined',
    'null null',
    'plain { at: [ 1, 2n ] }',
    "symbol [ 'Error', 'Error', 'a task threw Symbol(s)', {} ]",
    "abort [ 'DOMException', 'AbortError', 'This operation was aborted', {} ]",
    "frozen [ 'TypeError', 'TypeError', 'frozen', {} ]",
    "deep [ 'Error', 'Error', 'level 4999', {} ]",
    "own [ 'RangeError', 'OwnError', 'own', { code: 42 } ]",
    "  [ [ 'RangeError', 'OwnError', 'one', [Object] ], 'two' ],",
  ])
    assert.ok(stdout.split('\n').includes(line), `${line}\n--- found\n${stdout}`);
  assert.match(stdout, /^function \[ 'Error', 'Error', 'a task threw \(\) =>/m);
  // Node 26 says of a proxy that it is one.
  assert.match(stdout, /^proxy \[ 'Error', 'Error', 'a task threw (?:Proxy\()?\{\}\)?', \{\} \]$/m);
  assert.match(stdout, /^proxied error \[ 'Error', 'Error', 'a task threw (?:Proxy\()?Error: e/m);
  assert.match(stdout, /^huge \[ 'Error', 'Error', 'x{40}', \{\} \]$/m);
  assert.match(
    stdout,
    /^RangeError: own\n {4}at .*thrown\.ts:29:\d+\)\n {4}at fail thrown\.ts:34:\d+\)\n {4}\[left behind, cannot be copied: socket\]\n {2}called from:\n {4}at main thrown\.ts:48:\d+\)\n/m,
  );
  assert.match(
    stdout,
    /^streamed RangeError: own\n(?: {4}.*\n)+ {2}called from:\n {4}at main thrown\.ts:55:\d+\)\n/m,
    'the line that made the stream',
  );
  assert.match(
    stderr,
    /^Process child:\nOwnError \[RangeError\]: own\n(?: {4}.*\n)+ {2}called from:\n {4}at main \(.*thrown\.ts:60:\d+\)/m,
    'the line that started the process',
  );
});
