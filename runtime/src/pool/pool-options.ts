/** What a pool and its calls can be told. */
import type { ResourceLimits } from 'node:worker_threads';
import type { ResultCallbacks } from './async-result.ts';

export interface PoolOptions<InitArgs extends readonly unknown[]> {
  /** Called once in each worker before its first task. What it throws breaks the pool: all calls reject with it. */
  readonly initializer?: ((...args: InitArgs) => unknown) | undefined;
  readonly initargs?: Readonly<NoInfer<InitArgs>> | undefined;
  /** Chunks after which a worker ends and a fresh one takes its place. Default: never. */
  readonly maxTasksPerChild?: number | undefined;
  /** Limits of each worker's heap, as of `new Worker`. */
  readonly resourceLimits?: ResourceLimits | undefined;
}

export interface MapOptions {
  /** Items that a worker takes at a time. Default: a quarter of each worker's share, rounded up; 1 for imap. */
  readonly chunksize?: number | undefined;
}
export type MapAsyncOptions<Result> = MapOptions & ResultCallbacks<Result[]>;

/** A function of one item. */
export type Mapper<Item, Result> = (item: Item) => Result;
/** A function of several arguments. */
export type Call<Args extends readonly unknown[], Result> = (...args: Args) => Result;

/** The arguments after the function; they may be left out where it takes none. */
export type ApplyArgs<Args extends readonly unknown[]> = Args extends readonly []
  ? [args?: readonly []]
  : [args: Readonly<NoInfer<Args>>];

/** The chunk size as given; undefined where it is left to the pool. Throws RangeError for what is none. */
export function chunksizeOf(chunksize: number | undefined): number | undefined {
  if (chunksize === undefined) return undefined;
  if (Number.isInteger(chunksize) && chunksize >= 1) return chunksize;
  throw new RangeError(`chunksize: expected a whole number of at least 1, found ${chunksize}`);
}
