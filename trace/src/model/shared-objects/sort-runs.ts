/**
 * Sorts numbers that come as some runs, each in order already: what threads tell of themselves, one thread after the other.
 * Sorts in place, or gives another array of the length.
 */
export function sortRuns(numbers: Float64Array): Float64Array {
  let bounds = boundsOfRuns(numbers);
  let from = numbers;
  let to = bounds.length > 2 ? new Float64Array(numbers.length) : numbers;
  // Two neighbours become one, until there is one left.
  while (bounds.length > 2) {
    const merged = [0];
    for (let run = 0; run + 1 < bounds.length; run += 2) {
      const end = bounds[run + 2] ?? bounds[run + 1]!;
      mergeTwo(from, to, bounds[run]!, bounds[run + 1]!, end);
      merged.push(end);
    }
    bounds = merged;
    [from, to] = [to, from];
  }
  return from;
}

/** Where runs begin, and where the last one ends. */
function boundsOfRuns(numbers: Float64Array): number[] {
  const bounds = [0];
  for (let at = 1; at < numbers.length; at++) if (numbers[at]! < numbers[at - 1]!) bounds.push(at);
  bounds.push(numbers.length);
  return bounds;
}

/** `[begin, middle)` and `[middle, end)`. */
function mergeTwo(from: Float64Array, to: Float64Array, begin: number, middle: number, end: number): void {
  let [left, right] = [begin, middle];
  for (let at = begin; at < end; at++) {
    const isLeft = right >= end || (left < middle && from[left]! <= from[right]!);
    to[at] = isLeft ? from[left++]! : from[right++]!;
  }
}
