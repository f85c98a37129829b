/** Sockets and managers under the start method `'process'`: a process has sockets of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

async function part(name: string, expected: readonly string[]): Promise<void> {
  const run = await runFixture('own-process/network.ts', { args: [name] });
  assert.deepEqual(run.lines, expected, run.stderr);
  assert.equal(run.stderr, '');
  assert.equal(run.exitCode, 0);
}

const REFUSAL =
  "a proxy of a manager without an address, which a process cannot reach: under the start method 'process' give the manager " +
  "one (new SyncManager({ address: '127.0.0.1:0' })), or use getContext('thread')";

test('a process connects to a listener, awaiting and blocking, beside the pipes of its program', () =>
  part('client', [
    "[ 'got', { hello: [ 1, 2 ] } ] false",
    "1 [ 'got', 'second' ]",
    "[ 'got', 'by pipe' ]",
    'StartMethodError: wait: object 0 is a connection to another program, which a process that was started by the start method ' +
      "'process' cannot wait for together with pipes, queues and sentinels of its program: wait for each by its own",
    'StartMethodError: a connection to another program cannot leave the process that made it under the start method ' +
      "'process': let each process connect by itself, by the address",
    'ClosedError: the connection is closed: this thread has called close() on it',
    '0 end',
  ]));

test('a process listens, and its program connects', () => part('listener', ['42', '0']));

test('a process connects to a manager by its address, and is refused a server of its own in words', () =>
  part('manager', [
    '[ 1, 2 ]',
    "StartMethodError: Desk.start(): a process that was started by the start method 'process' cannot start the server of a " +
      'manager. Start it in main, or serve in this process: getServer()',
    '0',
    'from a process',
  ]));

test('a process serves its own objects, and its program connects', () => part('server', ['there true']));

test('proxies of a manager with an address work in a process, others are refused at the start', () =>
  part('proxies', [
    '0',
    '[ 1, 2 ] [ 3 ] 2',
    `NotCloneableError: args[0] is ${REFUSAL}`,
    `StartMethodError: SyncManager-3: this is ${REFUSAL}`,
  ]));
