/**
 * The task of all pools: a number is squared, `{ busyMs }` keeps the thread busy so long.
 * @param {number | { busyMs: number }} input
 */
export function task(input) {
  if (typeof input === 'number') return input * input;
  const endMs = performance.now() + input.busyMs;
  while (performance.now() < endMs);
  return input.busyMs;
}
