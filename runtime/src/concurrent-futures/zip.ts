/** Several collections side by side, as Python's `zip`: it ends with the shortest. */
import { iterate } from '../pool/items.ts';

/** Arrays of one item of each. Asynchronous where one of the collections is. Throws TypeError for what is none. */
export function zip(collections: readonly unknown[]): Iterable<unknown[]> | AsyncIterable<unknown[]> {
  const sources = collections.map(iterate);
  const iterables = sources.filter((source): source is Iterable<unknown> => Symbol.iterator in source);
  return iterables.length === sources.length ? zipSync(iterables) : zipAsync(sources);
}

function* zipSync(sources: readonly Iterable<unknown>[]): Generator<unknown[]> {
  const iterators = sources.map((source) => source[Symbol.iterator]());
  try {
    for (;;) {
      const row: unknown[] = [];
      for (const iterator of iterators) {
        const step = iterator.next();
        if (step.done === true) return;
        row.push(step.value);
      }
      yield row;
    }
  } finally {
    for (const iterator of iterators) iterator.return?.();
  }
}

async function* zipAsync(sources: readonly (Iterable<unknown> | AsyncIterable<unknown>)[]): AsyncGenerator<unknown[]> {
  const iterators = sources.map((source) =>
    Symbol.iterator in source ? source[Symbol.iterator]() : source[Symbol.asyncIterator](),
  );
  try {
    for (;;) {
      const row: unknown[] = [];
      for (const iterator of iterators) {
        const step = await iterator.next();
        if (step.done === true) return;
        row.push(step.value);
      }
      yield row;
    }
  } finally {
    for (const iterator of iterators) await iterator.return?.();
  }
}
