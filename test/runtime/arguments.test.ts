import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

test('an argument of the wrong kind is refused where it is passed, with what was expected and what was found', async () => {
  const { lines, stderr, exitCode } = await runFixture('arguments/wrong.ts');
  assert.deepEqual(lines, [
    "new Queue('3') TypeError: new Queue(maxsize): expected a whole number, found string '3': write new Queue(3)",
    'new Queue({ maxsize }) TypeError: new Queue(maxsize): expected a whole number, found object: write new Queue(3)',
    'new JoinableQueue({ maxsize }) TypeError: new JoinableQueue(maxsize): expected a whole number, found object: write new JoinableQueue(3)',
    'new SimpleQueue(3) TypeError: new SimpleQueue() takes no arguments, found number',
    "new Semaphore('a') TypeError: new Semaphore(value): expected a whole number from 0 to 2147483647, found string 'a': write new Semaphore(2)",
    'new BoundedSemaphore(null) TypeError: new BoundedSemaphore(value): expected a whole number from 0 to 2147483647, found null: write new BoundedSemaphore(2)',
    'new Lock(5) TypeError: new Lock() takes no arguments, found number',
    'new RLock({}) TypeError: new RLock() takes no arguments, found object',
    'new Event(true) TypeError: new Event() takes no arguments, found boolean',
    'new Condition(5) TypeError: new Condition(lock): expected a Lock or an RLock, found number',
    'new Barrier() TypeError: new Barrier(parties): expected a whole number, found nothing: write new Barrier(2)',
    'new Barrier({ parties }) TypeError: new Barrier(parties): expected a whole number of at least 1, found object: write new Barrier(2)',
    'new Barrier(2, 5) TypeError: new Barrier(parties, action): expected a function, found number',
    "new Barrier(2, f, { timeout }) TypeError: new Barrier() has no option 'timeout'; it has timeoutMs",
    'new Value(code, 0, lock) TypeError: expected an object with options, found a lock: write { lock }',
    'new ShareableList(5) TypeError: new ShareableList(items): expected an array or another iterable of items, or null to find a list by its name, found number',
    'new Pool({ processes }) TypeError: new Pool(processes): expected a whole number from 1 to 4094, found object: options come second, as in new Pool(4, { … })',
    "new Pool('2') TypeError: new Pool(processes): expected a whole number from 1 to 4094, found string '2'",
    'new ProcessPoolExecutor({}) TypeError: new ProcessPoolExecutor(maxWorkers): expected a whole number from 1 to 4094, found object: options come second, as in new ProcessPoolExecutor(4, { … })',
    'Pipe({ duplex }) TypeError: Pipe(duplex): expected a boolean, found object',
    'join({ timeoutMs }) TypeError: join(timeoutMs): expected a number of milliseconds, found object',
    "joinSync('5') TypeError: joinSync(timeoutMs): expected a number of milliseconds, found string '5'",
    'name = 5 TypeError: name: expected a string, found number',
    "daemon = 'yes' TypeError: daemon: expected a boolean, found string 'yes'",
    "notify TypeError: notify(count): expected a whole number of at least 0, found string 'x'",
    'waitFor TypeError: waitForSync(): expected a function as its first argument, found undefined',
    'wait(5) TypeError: wait(): expected an array or another iterable of connections, queues, sentinels or futures, found number',
    "wait([], '5') TypeError: timeoutMs: expected a number of milliseconds, found string '5'",
    'asCompleted(5) TypeError: asCompleted(): expected an array or another iterable of futures, found number',
    'get(5) TypeError: get(): expected an object with options, found number: write { timeoutMs: … }, in milliseconds',
    'getNowait({ timeoutMs }) TypeError: getNowait() does not wait and takes no options, found object',
    'putNowait(1, {}) TypeError: putNowait() does not wait and takes no options, found object',
    'sendBytes(b, 1) TypeError: sendBytes(): expected an object with options, found number: write { offset, size }',
    "sendBytesSync TypeError: sendBytesSync() has no option 'length'; it has offset, size, timeoutMs",
    'recvBytes(9) TypeError: recvBytes(): expected an object with options, found number: write { maxLength }',
    'recvBytesSync RangeError: maxLength: expected a whole number of at least 0, found -1',
    'recvBytesInto(b, 2) TypeError: recvBytesInto(): expected an object with options, found number: write { offset }',
    "recvBytesIntoSync TypeError: recvBytesIntoSync() has no option 'signal'; it has offset, timeoutMs",
    'recvBytesInto(3) TypeError: recvBytesInto(): expected a typed array or another view of a buffer, found number',
    'starmap TypeError: starmap(fn, items): items[1]: expected an array of arguments, found number',
    'starmapSync TypeError: starmapSync(fn, items): items[0]: expected an array of arguments, found null',
    'starmapAsync TypeError: starmapAsync(fn, items): items[0]: expected an array of arguments, found number',
    'get(0.2) TypeError: get(): expected an object with options, found number: write { timeoutMs: … }, in milliseconds',
    'getSync(0.2) TypeError: getSync(): expected an object with options, found number: write { timeoutMs: … }, in milliseconds',
    'result(0.2) TypeError: result(): expected an object with options, found number: write { timeoutMs: … }, in milliseconds',
    "[ 3, 7, 'ab' ]",
  ]);
  assert.equal(stderr, '');
  assert.equal(exitCode, 0);
});
