/** Arrays that hold nothing but numbers travel as one block: a loop over a typed array instead of a tag for each number. */

/** The numbers as int32 where each is one, else as float64; undefined where an element is not a number. */
export function packNumbers(
  array: readonly unknown[],
): Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | undefined {
  if (typeof array[0] !== 'number' || typeof array[array.length - 1] !== 'number') return undefined;
  const { length } = array;
  const integers = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const value = array[i];
    if (typeof value !== 'number') return undefined;
    const integer = value | 0;
    // -0 is equal to 0 and must stay what it is.
    if (integer !== value || (integer === 0 && 1 / value < 0)) return packDoubles(array);
    integers[i] = integer;
  }
  return integers;
}

function packDoubles(array: readonly unknown[]): Float64Array<ArrayBuffer> | undefined {
  const { length } = array;
  const doubles = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const value = array[i];
    if (typeof value !== 'number') return undefined;
    doubles[i] = value;
  }
  return doubles;
}
