import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_PREVIEW, previewOf, previewOfArguments } from '../../../runtime/src/instrument/preview.ts';

class Handle {
  readonly #id = 1;
  get id(): number {
    return this.#id;
  }
}

class Point {
  x = 1;
  y = [2];
}

test('values as one would write them', () => {
  const cases: [unknown, string][] = [
    [42, '42'],
    [-0, '-0'],
    [23n, '23n'],
    [10n ** 100_000n, 'bigint'],
    ['it\'s "so"\n', String.raw`"it's \"so\"\n"`],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('s'), 'symbol'],
    [Point, 'ƒ Point'],
    [() => 0, 'ƒ'],
    [[], '[]'],
    [[1, 'a', [2, [3]]], '[1, "a", [2, […]]]'],
    [Array.from({ length: 1000 }, (_, i) => i), '[0, 1, 2, 3, 4, 5, 6, 7, … 992 more]'],
    [{}, '{}'],
    [{ 'a b': 1, c: { d: { e: 1 } } }, '{ "a b": 1, c: { d: {…} } }'],
    [Object.create(null), '{}'],
    [new Point(), 'Point { x: 1, y: [2] }'],
    [new Handle(), 'Handle'],
    [new Float64Array(3), 'Float64Array(3) [0, 0, 0]'],
    [new Map([[1, 2]]), 'Map(1)'],
    [new Set([1, 2]), 'Set(2)'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(NaN), 'Invalid Date'],
    [new RangeError('too far'), 'RangeError "too far"'],
  ];
  for (const [value, words] of cases) assert.equal(previewOf(value), words);
});

test('arguments stand one after the other', () => {
  assert.equal(previewOfArguments([]), '');
  assert.equal(previewOfArguments(['Ada', { greeting: 'hello', times: 2 }]), '"Ada", { greeting: "hello", times: 2 }');
});

test('no preview is longer than it may be, whatever the value', () => {
  const deep = { text: 'x'.repeat(1e6), more: Array.from({ length: 1e5 }, () => 'y'.repeat(100)) };
  const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`${'k'.repeat(99)}${i}`, deep]));
  for (const value of [deep, wide, deep.text, deep.more, [wide, wide]]) {
    const words = previewOf(value);
    assert.ok(words.length <= MAX_PREVIEW, words);
    assert.ok(words.endsWith('…'), words);
  }
});

test('no code of the user runs', () => {
  const refuse = (): never => assert.fail('the code of a user ran');
  const handler = new Proxy({}, { get: refuse });
  const proxy = new Proxy(refuse, handler);
  class Trap extends Map {
    static override readonly name = 'Trap';
    override get size(): number {
      return refuse();
    }
    override get [Symbol.toStringTag](): string {
      return refuse();
    }
    override toString = refuse;
    toJSON = refuse;
    [Symbol.toPrimitive] = refuse;
    get [Symbol.for('nodejs.util.inspect.custom')](): string {
      return refuse();
    }
  }
  const getters = Object.defineProperties([1], { 0: { get: refuse }, length: { value: 1 } });
  const named = Object.defineProperty(() => 0, 'name', { get: refuse });
  const strange = Object.setPrototypeOf({ a: 1 }, proxy) as object;
  const fields = { get a() { return refuse(); }, toString: refuse, valueOf: refuse }; // prettier-ignore
  const given = [proxy, new Trap(), getters, named, strange, fields];
  assert.deepEqual(
    given.map((value) => previewOf(value)),
    ['Proxy', 'Trap(0)', '[getter]', 'ƒ', '{ a: 1 }', '{ a: getter, toString: ƒ refuse, valueOf: ƒ refuse }'],
  );
});
