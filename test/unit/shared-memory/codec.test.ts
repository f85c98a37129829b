import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode } from '../../../runtime/src/shared-memory/codec/codec.ts';
import { textOf } from '../../../runtime/src/shared-memory/codec/error-envelope.ts';
import * as runtimeErrors from '../../../runtime/src/errors.ts';
import { randomSource, randomValue } from './random-value.ts';

const { DecodeError, Empty, NotCloneableError } = runtimeErrors;
const roundTrip = (value: unknown): unknown => decode(encode(value));

test('what comes back equals what structuredClone gives, for 3,000 random values', () => {
  for (let seed = 1; seed <= 3000; seed++) {
    const value = randomValue(randomSource(seed), 4);
    assert.deepStrictEqual(roundTrip(value), structuredClone(value), `seed ${seed}`);
  }
});

test('long arrays of numbers come back as they were, with -0, NaN, holes and what is no number', () => {
  const numbers = (length: number, of: (i: number) => unknown): unknown[] => Array.from({ length }, (_, i) => of(i));
  const holed: unknown[] = numbers(100, (i) => i);
  Reflect.deleteProperty(holed, 50);
  const shared = numbers(40, (i) => i / 3);
  const arrays = [
    ...[31, 32, 33, 1000, 70_000].flatMap((length) => [
      numbers(length, (i) => i - 500),
      numbers(length, (i) => i * 0.1),
      numbers(length, (i) => (i === 30 ? -0 : i)),
      numbers(length, (i) => (i % 2 === 0 ? NaN : -Infinity)),
      numbers(length, (i) => (i === length >> 1 ? 'text' : i)),
      numbers(length, (i) => (i === length - 1 ? 2 ** 31 : i)),
    ]),
    holed,
    { first: shared, again: shared, after: 'text' },
  ];
  for (const array of arrays) assert.deepStrictEqual(roundTrip(array), structuredClone(array));
  const { first, again } = roundTrip({ first: shared, again: shared }) as Record<string, unknown>;
  assert.equal(first, again, 'one array stays one');
  const bytes = encode(numbers(100, (i) => i));
  for (let cut = 0; cut < bytes.length - 7; cut++) assert.throws(() => decode(bytes.subarray(0, cut)), DecodeError);
});

test('every truncation of a message throws DecodeError, and no damage to its bytes hangs', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = randomSource(seed);
    const bytes = encode(randomValue(random, 3));
    for (let cut = 0; cut < bytes.length - 7; cut += 1 + Math.floor(bytes.length / 50)) {
      assert.throws(() => decode(bytes.subarray(0, cut)), DecodeError, `seed ${seed} cut at ${cut} of ${bytes.length}`);
    }
    for (let round = 0; round < 20; round++) {
      const damaged = bytes.slice();
      damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);
      try {
        decode(damaged);
      } catch (error) {
        assert.ok(error instanceof DecodeError || error instanceof ReferenceError, `seed ${seed}: ${String(error)}`);
      }
    }
  }
});

test('a count from damaged bytes is not trusted with memory', () => {
  assert.throws(() => decode(Uint8Array.of(9, 0xff, 0xff, 0xff, 0xff, 0x07)), DecodeError);
  assert.throws(() => decode(Uint8Array.of(16, 0xff, 0xff, 0xff, 0xff, 0x07)), DecodeError);
  assert.throws(() => decode(Uint8Array.of(9, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)), DecodeError);
});

test('shared and circular references are kept', () => {
  const shared = { list: [1] };
  const value: { a: object; b: object; self?: unknown } = { a: shared, b: shared };
  value.self = value;
  const back = roundTrip(value) as typeof value;
  assert.equal(back.a, back.b);
  assert.equal(back.self, back);
});

test('two views of one buffer share it; a part of a larger buffer travels alone', () => {
  const buffer = new ArrayBuffer(64);
  const back = roundTrip([new Uint8Array(buffer), new Float64Array(buffer)]) as [Uint8Array, Float64Array];
  assert.equal(back[0].buffer, back[1].buffer);
  const part = new Uint8Array(1 << 20).subarray(100, 108).fill(7);
  assert.ok(encode(part).length < 64);
  assert.deepEqual(roundTrip([part, part.buffer.slice(0, 4)]), [Uint8Array.from(part), new ArrayBuffer(4)]);
});

test('a view of any length and place keeps its kind and its bytes, whatever its class calls itself', () => {
  class Tagged extends Uint16Array {
    override get [Symbol.toStringTag](): 'Uint16Array' {
      return 'something else' as 'Uint16Array';
    }
  }
  for (const length of [0, 1, 8, 63, 64, 511, 512, 513, 4095, 4096, 65_536, 65_543]) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
    const whole = new Uint8Array(length + 24);
    whole.set(bytes, 16);
    for (const value of [
      bytes,
      bytes.buffer,
      whole.subarray(16, 16 + length),
      new DataView(whole.buffer, 16, length),
    ]) {
      assert.deepStrictEqual(roundTrip({ before: 'text', value }), { before: 'text', value });
    }
  }
  assert.deepStrictEqual(roundTrip(Tagged.of(1, 2, 3)), Uint16Array.of(1, 2, 3));
});

test('what cannot travel is refused with its path', () => {
  const path = (value: unknown): string => {
    try {
      encode(value, 'message');
    } catch (error) {
      assert.ok(error instanceof NotCloneableError);
      assert.ok(error.message.startsWith(error.path));
      return error.path;
    }
    return assert.fail('it was encoded');
  };
  assert.equal(path({ items: [1, 2, 3, { callback: () => 1 }] }), 'message.items[3].callback');
  assert.equal(path(Symbol('s')), 'message');
  assert.equal(path({ 'a b': new Map([['k', Promise.resolve()]]) }), 'message["a b"].get("k")');
  assert.equal(path([new Set([() => 1])]), 'message[0].item');
  assert.equal(path({ w: new WeakMap() }), 'message.w');
  assert.throws(
    () =>
      encode(
        {
          f: function send() {
            return 1;
          },
        },
        'message',
      ),
    /^NotCloneableError: message\.f is the function send/,
  );
  const generator = (function* () {
    yield 1;
  })();
  assert.throws(() => encode(generator, 'result'), /^NotCloneableError: result is a Generator, which belongs/);
});

test('a getter that encodes while it is encoded does no harm', () => {
  const value = {
    get inner() {
      return encode('inside').length;
    },
    after: 'x'.repeat(100),
  };
  assert.deepEqual(roundTrip(value), { inner: 8, after: 'x'.repeat(100) });
});

class ValidationError extends RangeError {
  readonly field: string;
  constructor(message: string, field: string) {
    super(message);
    this.field = field;
  }
}

test('errors keep class name, base class, message, stack, cause and own fields', () => {
  const error = new ValidationError('too small', 'age');
  error.cause = new TypeError('inner');
  const back = roundTrip(error);
  assert.ok(back instanceof RangeError);
  assert.equal(back.name, 'ValidationError');
  assert.equal(back.message, 'too small');
  assert.equal(back.stack, error.stack);
  assert.equal(Reflect.get(back, 'field'), 'age');
  assert.ok(back.cause instanceof TypeError);
  assert.deepEqual(Object.keys(back), ['field']);
});

test('an error whose message or stack cannot be read says so where they were', () => {
  class Broken extends RangeError {
    override get message(): string {
      throw new TypeError('no message today');
    }
  }
  const back = roundTrip(new Broken());
  assert.ok(back instanceof RangeError);
  assert.equal(back.message, 'its message cannot be read (message: no message today)');
  const silent = new Error('known');
  Object.defineProperty(silent, 'stack', {
    get() {
      throw new Error('no stack');
    },
  });
  assert.equal((roundTrip(silent) as Error).stack, 'Error: known (stack: no stack)');
});

test('an error arrives even with fields that cannot travel, or with itself as its cause', () => {
  const error = Object.assign(new Error('e'), { socket: { write: () => 1 }, code: 'E1' });
  error.cause = error;
  const back = roundTrip(error) as typeof error;
  assert.equal(back.code, 'E1');
  assert.equal('socket' in back, false);
  assert.equal(back.cause, back);
});

test('a DOMException stays one', () => {
  const error = AbortSignal.abort().reason as DOMException;
  const back = roundTrip({ error, again: error }) as { error: DOMException; again: DOMException };
  assert.ok(back.error instanceof DOMException);
  assert.equal(back.again, back.error);
  const parts = ({ name, message, stack }: DOMException): unknown[] => [name, message, stack];
  assert.deepEqual(parts(back.error), parts(error));
});

test('whatever an error does when it is looked at, it arrives', () => {
  const hostile = new Error('kept');
  const thrower = { get: () => assert.fail('looked at'), enumerable: true };
  Object.defineProperties(hostile, { stack: thrower, bad: thrower, name: thrower, cause: thrower });
  Object.assign(hostile, { proxy: new Proxy({}, { ownKeys: () => assert.fail('trapped') }), n: 1 });
  const back = roundTrip(hostile) as Error & { n: number };
  assert.equal(back.message, 'kept');
  assert.equal(back.n, 1);
  assert.match(back.stack ?? '', /\[left behind, cannot be copied: proxy\]$/);

  const noClass = Object.assign(new Error('no class'), { constructor: null });
  assert.equal((roundTrip(noClass) as Error).message, 'no class');
  const inner = Object.defineProperty({}, 'x', thrower);
  assert.equal(Object.hasOwn(roundTrip(Object.assign(new Error('e'), { inner })) as Error, 'inner'), false);
});

test('a chain of causes without end and a message without measure are cut', () => {
  let error = new Error('innermost');
  for (let i = 0; i < 20_000; i++) error = new Error(`level ${i}`, { cause: error });
  let depth = 0;
  let last: unknown = roundTrip(error);
  for (; last instanceof Error; last = last.cause) depth++;
  assert.equal(depth, 101);
  assert.equal(last, '(and more causes)');
  let nested = new AggregateError([]);
  for (let i = 0; i < 20_000; i++) nested = new AggregateError([nested]);
  assert.ok(roundTrip(nested) instanceof AggregateError);
  const long = roundTrip(new Error('x'.repeat(5_000_000))) as Error;
  assert.match(long.message.slice(-40), /x … \(3951424 more characters\)$/);
});

test('what is no error is said in words, whatever it does when it is looked at', () => {
  const trap = (): never => assert.fail('trapped');
  const proxy = new Proxy({}, { get: trap, ownKeys: trap, getPrototypeOf: trap });
  const hostile = {
    toString: trap,
    [Symbol.toPrimitive]: trap,
    get [Symbol.toStringTag]() {
      return trap();
    },
  };
  for (const value of [proxy, hostile, Object.create(null), Symbol('s'), 1n, undefined, () => 1])
    assert.equal(typeof textOf(value), 'string');
});

test('an AggregateError keeps its errors, and errors of the runtime their class', () => {
  const back = roundTrip(new AggregateError([new RangeError('a'), new Empty('b')], 'all'));
  assert.ok(back instanceof AggregateError);
  assert.ok(back.errors[0] instanceof RangeError);
  assert.ok(back.errors[1] instanceof Empty);
  assert.equal((back.errors[1] as Error).name, 'Empty');
});

test('class instances become plain objects, as structuredClone makes them', () => {
  class Point {
    x = 1;
    #hidden = 2;
    get sum() {
      return this.x + this.#hidden;
    }
  }
  assert.deepStrictEqual(roundTrip(new Point()), { x: 1 });
});

test('every error of the runtime arrives as one of its own class', () => {
  for (const [name, type] of Object.entries(runtimeErrors)) {
    // Without the class's own constructor, which may ask for more than a message.
    const arrived = roundTrip(Reflect.construct(Error, ['on purpose'], type)) as Error;
    assert.ok(arrived instanceof type, name);
    assert.equal(arrived.name, name);
    assert.match(String(arrived.stack), /on purpose/);
  }
});
