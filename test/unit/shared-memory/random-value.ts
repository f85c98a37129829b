/** Values drawn at random for property tests; the same seed gives the same values. */

/** A small generator of numbers in [0, 1) (mulberry32). */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;
type Maker = (random: Random, depth: number, made: object[]) => unknown;

const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const pick = <T>(random: Random, from: readonly T[]): T => from[below(random, from.length)]!;

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  95,
  96,
  -32,
  -33,
  127,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 31,
  2 ** 53,
  NaN,
  Infinity,
  -Infinity,
  0.1,
  5e-324,
];
const STRINGS = [
  '',
  'a',
  'hello',
  'é',
  'ÿ',
  'Ā',
  '日本語',
  '😀',
  '\ud800',
  'x'.repeat(63),
  'x'.repeat(64),
  'é'.repeat(70),
  'y'.repeat(5000),
  '日'.repeat(3000),
  '__proto__',
  'constructor',
];
const BIGINTS = [0n, 1n, -1n, 255n, 256n, -(2n ** 64n), 2n ** 200n + 7n, 20880467999847912034355032910567n];
const ERRORS = [Error, RangeError, TypeError, SyntaxError];
const VIEWS: readonly (new (buffer: ArrayBuffer, offset?: number, count?: number) => ArrayBufferView)[] = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
];

const leaves: Maker[] = [
  () => undefined,
  () => null,
  (random) => random() < 0.5,
  (random) => pick(random, NUMBERS),
  (random) => below(random, 1000) - 500,
  (random) => random() * 1e9,
  (random) => pick(random, STRINGS),
  (random) => pick(random, BIGINTS),
  (random) => new Date(below(random, 2 ** 40)),
  () => new Date(NaN),
  (random) => new RegExp(pick(random, ['a', 'x+', '[/]', '\\n']), pick(random, ['', 'g', 'imu'])),
  (random) => Object(pick<unknown>(random, [1, -0, 'text', true, 5n])) as object,
  (random) => new (pick(random, ERRORS))(pick(random, STRINGS)),
  (random) => bytes(random, below(random, 40)),
  (random) => bytes(random, 512 + below(random, 2000)),
  (random) => new (pick(random, VIEWS))(bytes(random, 16 * below(random, 100))),
  (random) => new (pick(random, VIEWS))(bytes(random, 64), 8 * below(random, 4), below(random, 4)),
  (random) => sparse(below(random, 2000)),
];

function sparse(length: number): unknown[] {
  const array: unknown[] = [];
  array[length] = length;
  return array;
}

function bytes(random: Random, length: number): ArrayBuffer {
  const buffer = new ArrayBuffer(length);
  new Uint8Array(buffer).forEach((_, i, all) => (all[i] = below(random, 256)));
  return buffer;
}

const containers: Maker[] = [
  (random, depth, made) => fillArray([], random, depth, made),
  (random, depth, made) => fillObject({}, random, depth, made),
  (random, depth, made) => {
    const map = keep(new Map<unknown, unknown>(), made);
    for (let count = below(random, 5); count > 0; count--) {
      map.set(randomValue(random, depth - 1, made), randomValue(random, depth - 1, made));
    }
    return map;
  },
  (random, depth, made) => {
    const set = keep(new Set<unknown>(), made);
    for (let count = below(random, 5); count > 0; count--) set.add(randomValue(random, depth - 1, made));
    return set;
  },
  (random, _depth, made) => (made.length > 0 ? pick(random, made) : null),
];

function keep<T extends object>(object: T, made: object[]): T {
  made.push(object);
  return object;
}

function fillArray(array: unknown[], random: Random, depth: number, made: object[]): unknown[] {
  keep(array, made);
  for (let count = below(random, 6); count > 0; count--) {
    if (random() < 0.1) array.length++;
    else array.push(randomValue(random, depth - 1, made));
  }
  if (array.length === 0 || random() < 0.1) Object.assign(array, { index: randomValue(random, depth - 1, made) });
  return array;
}

function fillObject(object: Record<string, unknown>, random: Random, depth: number, made: object[]): object {
  keep(object, made);
  for (let count = below(random, 6); count > 0; count--) {
    const key = random() < 0.3 ? pick(random, STRINGS) : `key${below(random, 20)}`;
    Object.defineProperty(object, key, {
      value: randomValue(random, depth - 1, made),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return object;
}

/** A value that structured clone takes, up to `depth` levels deep, with cycles and shared parts. */
export function randomValue(random: Random, depth: number, made: object[] = []): unknown {
  const makers = depth > 0 && random() < 0.6 ? containers : leaves;
  return pick(random, makers)(random, depth, made);
}
