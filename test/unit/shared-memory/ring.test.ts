import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClosedError, MessageTooLargeError } from '../../../runtime/src/errors.ts';
import { NOTHING, Ring } from '../../../runtime/src/shared-memory/ring.ts';
import { BELL_WORDS } from '../../../runtime/src/shared-memory/bell.ts';
import { MUTEX_WORDS } from '../../../runtime/src/shared-memory/mutex.ts';
import { Word } from '../../../runtime/src/shared-memory/ring-layout.ts';
import { randomSource } from './random-value.ts';

test('a ring behaves as an array does, through wraps and growth, for 200 random histories', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = randomSource(seed);
    const ring = Ring.create({ initialBytes: 64 << Math.floor(random() * 4), maxBytes: 1 << 16 });
    // A second view of the same memory, as another thread has it.
    const other = new Ring(ring.memory);
    const model: unknown[] = [];
    let count = 0;
    for (let step = 0; step < 300; step++) {
      const side = random() < 0.5 ? ring : other;
      if (random() < 0.52) {
        const message = random() < 0.7 ? count++ : { n: count++, text: 'x'.repeat(Math.floor(random() * 200)) };
        if (side.tryPut(message)) model.push(message);
      } else {
        assert.deepEqual(side.tryGet(), model.length > 0 ? model.shift() : NOTHING, `seed ${seed} step ${step}`);
      }
      assert.equal(side.qsize(), model.length);
    }
    while (model.length > 0) assert.deepEqual(other.tryGet(), model.shift(), `seed ${seed}, emptied`);
  }
});

test('a ring of limited bytes is full, then takes messages again', () => {
  const ring = Ring.create({ initialBytes: 256, maxBytes: 1024 });
  let puts = 0;
  while (ring.tryPut('x'.repeat(50))) puts++;
  assert.ok(puts >= 10 && puts <= 1024 / 56, `${puts} messages`);
  assert.equal(ring.tryGet(), 'x'.repeat(50));
  assert.equal(ring.tryGet(), 'x'.repeat(50));
  assert.ok(ring.tryPut('y'));
  for (let i = 2; i < puts; i++) assert.equal(ring.tryGet(), 'x'.repeat(50));
  assert.equal(ring.tryGet(), 'y');
});

test('a message larger than the ring may ever be is refused, and the next one passes', () => {
  const ring = Ring.create({ initialBytes: 64, maxBytes: 4096 });
  assert.throws(() => ring.tryPut(new Uint8Array(5000)), MessageTooLargeError);
  assert.ok(ring.tryPut(new Uint8Array(2000).fill(3)));
  assert.deepEqual(ring.tryGet(), new Uint8Array(2000).fill(3));
});

test('maxsize counts messages', () => {
  const ring = Ring.create({ maxsize: 2 });
  assert.deepEqual([ring.tryPut(1), ring.tryPut(2), ring.tryPut(3)], [true, true, false]);
  assert.equal(ring.tryGet(), 1);
  assert.ok(ring.tryPut(3));
  assert.equal(ring.qsize(), 2);
});

test('counts may pass the largest int32', () => {
  const ring = Ring.create({ maxsize: 3, initialBytes: 64 });
  const words = new Int32Array(ring.memory);
  const last = 2 ** 31 - 3;
  for (const word of [Word.putCount, Word.getCount, Word.knownGetCount, Word.knownPutCount]) words[word] = last;
  for (let i = 0; i < 10; i++) {
    assert.ok(ring.tryPut(i) && ring.tryPut(-i));
    assert.equal(ring.qsize(), 2);
    assert.deepEqual([ring.tryGet(), ring.tryGet(), ring.tryGet()], [i, -i, NOTHING]);
  }
  assert.equal(ring.lastSequence, last + 20);
});

test('a closed ring refuses to put, gives what it has, then says that it is closed', () => {
  const ring = Ring.create();
  ring.tryPut('last');
  ring.close();
  assert.throws(() => ring.tryPut(1), ClosedError);
  assert.equal(ring.tryGet(), 'last');
  assert.throws(() => ring.tryGet(), ClosedError);
});

test('closing wakes asynchronous waiters; an abort rejects with the reason; time runs out', async () => {
  const ring = Ring.create({ maxsize: 1 });
  const got = ring.get();
  const controller = new AbortController();
  const aborted = ring.get({ signal: controller.signal });
  controller.abort(new RangeError('enough'));
  await assert.rejects(aborted, /^RangeError: enough$/);
  assert.equal(await ring.get({ timeoutMs: 5 }), NOTHING);
  assert.equal(ring.getSync({ timeoutMs: 5 }), NOTHING);
  ring.close();
  await assert.rejects(got, ClosedError);
});

test('an aborted wait does not swallow the message of the next one', async () => {
  const ring = Ring.create({ wakeOne: true });
  const controller = new AbortController();
  const aborted = ring.get({ signal: controller.signal });
  const living = ring.get();
  controller.abort();
  await assert.rejects(aborted, { name: 'AbortError' });
  ring.tryPut('message');
  assert.equal(await living, 'message');
});

test('waiting producers go on in turn when there is room', async () => {
  const ring = Ring.create({ maxsize: 1 });
  const puts = [1, 2, 3].map((i) => ring.put(i));
  const got = [await ring.get(), await ring.get(), await ring.get()];
  assert.deepEqual(await Promise.all(puts), [true, true, true]);
  assert.deepEqual(got.sort(), [1, 2, 3]);
});

test('what cannot travel leaves the ring as it was', () => {
  const ring = Ring.create();
  assert.throws(() => ring.tryPut({ f: () => 1 }), /message\.f is/);
  ring.tryPut(1);
  assert.equal(ring.tryGet(), 1);
});

test('the words of the layout do not overlap', () => {
  assert.equal(Word.putCount, Word.putLock + MUTEX_WORDS);
  assert.equal(Word.getCount, Word.getLock + MUTEX_WORDS);
  assert.equal(Word.notFull, Word.notEmpty + BELL_WORDS);
  assert.ok(Word.tail + 4 <= Word.getLock && Word.head + 4 <= Word.notEmpty);
});
