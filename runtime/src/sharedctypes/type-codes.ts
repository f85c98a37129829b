/** The type codes of shared numbers: Python's array module, plus the names of typed arrays. */

/**
 * A type code: `'i'` is a C int of 32 bits, `'d'` a double, and so on as in Python's array module. `l` and `L` have 32
 * bits, `q` and `Q` 64 bits and bigint values. `c` is a byte: of a text, or of bytes.
 */
export type TypeCode =
  | ('c' | 'b' | 'B' | 'h' | 'H' | 'i' | 'I' | 'l' | 'L' | 'f' | 'd')
  | ('int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64')
  | BigIntCode;
type BigIntCode = 'q' | 'Q' | 'bigint64' | 'biguint64';

/** What a shared number of that code is in JavaScript. */
export type CodeValue<Code extends TypeCode> = Code extends BigIntCode ? bigint : number;

/** What such a number may be set to: of type `c` also a text or bytes of length 1. */
export type CodeInput<Code extends TypeCode> = CodeValue<Code> | (Code extends 'c' ? string | Uint8Array : never);

/** A view of shared numbers. */
export type NumberView =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;
export type BigIntView = BigInt64Array | BigUint64Array;

interface ViewConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (memory: SharedArrayBuffer, offsetBytes: number, count: number): NumberView | BigIntView;
}

const ARRAYS: Readonly<Record<TypeCode, ViewConstructor>> = {
  b: Int8Array,
  B: Uint8Array,
  h: Int16Array,
  H: Uint16Array,
  i: Int32Array,
  I: Uint32Array,
  l: Int32Array,
  L: Uint32Array,
  q: BigInt64Array,
  Q: BigUint64Array,
  f: Float32Array,
  d: Float64Array,
  c: Uint8Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  bigint64: BigInt64Array,
  biguint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** Whether the text is a type code. */
export function isTypeCode(code: unknown): code is TypeCode {
  return typeof code === 'string' && Object.hasOwn(ARRAYS, code);
}

/** A view of `count` numbers of that code in the memory, from a byte offset that is a multiple of 8. Throws TypeError. */
export function viewOfCode(
  code: TypeCode,
  memory: SharedArrayBuffer,
  offsetBytes: number,
  count: number,
): NumberView | BigIntView {
  return new ARRAYS[code](memory, offsetBytes, count);
}

/** What a view keeps. */
export function kindOf(view: NumberView | BigIntView): 'int' | 'float' | 'bigint' {
  if (view instanceof BigInt64Array || view instanceof BigUint64Array) return 'bigint';
  return view instanceof Float64Array || view instanceof Float32Array ? 'float' : 'int';
}

/** A number that can be stored as it is, for a view of that kind. What is not is looked at by `assertCodeValue`. */
export function isPlainValue(kind: 'int' | 'float' | 'bigint', value: unknown): boolean {
  return typeof value === 'number' && (kind === 'float' || (kind === 'int' && (value | 0) === value));
}

/** The bytes that a text or a buffer gives to an object of type `c`. Undefined for anything else. */
export function bytesOfText(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string') return new TextEncoder().encode(value);
  return value instanceof Uint8Array ? value : undefined;
}

/** Bytes that one number of that code takes. */
export function bytesPerItem(code: TypeCode): number {
  return ARRAYS[code].BYTES_PER_ELEMENT;
}

/** Refuses what is no number of that code: a wrong type, or a fraction where an integer is kept. Integers wrap. */
export function assertCodeValue(code: TypeCode, view: NumberView | BigIntView, value: unknown): void {
  const kind = kindOf(view);
  const wanted = kind === 'bigint' ? 'bigint' : 'number';
  if (typeof value !== wanted) {
    throw new TypeError(`a value of type '${code}' is a ${wanted}: found ${describe(value)}`);
  }
  if (kind === 'int' && !Number.isInteger(value)) {
    throw new TypeError(`a value of type '${code}' is an integer: found ${describe(value)}`);
  }
}

function describe(value: unknown): string {
  return typeof value === 'number' || typeof value === 'bigint' ? `the ${typeof value} ${value}` : `a ${typeof value}`;
}

/** Throws TypeError with what would be right. */
export function assertTypeCode(code: unknown): asserts code is TypeCode {
  if (isTypeCode(code)) return;
  throw new TypeError(`type code: expected one of ${Object.keys(ARRAYS).join(' ')}, found ${JSON.stringify(code)}`);
}
