/** The task of all pools: a number is squared, `{ busyMs }` keeps the thread busy so long. */
export function task(input: number | { readonly busyMs: number }): number;
