/** What a pool is made with. */
import type { ResourceLimits } from 'node:worker_threads';
import {
  assertArray,
  assertFunction,
  assertOptions,
  assertResourceLimits,
  kindOf,
  duration,
  wholeNumber,
} from '../check-arguments.ts';
import { cpuCount } from '../cpu-count.ts';
import type { TaskFunction } from './call-options.ts';
import { MAX_SLOTS } from '../shared-memory/run-block.ts';

/** Options of a new pool. */
export interface PoolOptions<InitArgs extends readonly unknown[] = readonly unknown[]> {
  /** Called once in each worker before its first task. What it throws breaks the pool: all calls reject with it. */
  readonly initializer?: ((...args: InitArgs) => unknown) | undefined;
  /** Arguments of the initializer. */
  readonly initargs?: Readonly<NoInfer<InitArgs>> | undefined;
  /** Chunks after which a worker ends and a fresh one takes its place. Default: never. */
  readonly maxTasksPerChild?: number | undefined;
  /** Limits of each worker's heap, as of `new Worker`. */
  readonly resourceLimits?: ResourceLimits | undefined;
  /**
   * Workers that are started at once and stay; further ones, up to the size of the pool, are started when there is more
   * to do. Default: the size of the pool, or 0 where `idleTimeoutMs` is given.
   */
  readonly minProcesses?: number | undefined;
  /** A worker beyond `minProcesses` that has had no task for so long leaves. Default: it stays. */
  readonly idleTimeoutMs?: number | undefined;
}

/** Options of any pool, whatever its initializer takes. */
type AnyPoolOptions = Omit<PoolOptions, 'initializer'> & { readonly initializer?: TaskFunction | undefined };

/** The options of a pool, looked at and filled. */
export interface PoolShape {
  readonly size: number;
  readonly minProcesses: number;
  readonly idleTimeoutMs: number;
  /** 0 = never. */
  readonly maxTasks: number;
  readonly initializer: TaskFunction | undefined;
  readonly initargs: readonly unknown[];
  readonly resourceLimits: ResourceLimits | undefined;
}

/** Workers that a program can have beside main and the supervisor. */
const MOST_PROCESSES: number = MAX_SLOTS - 2;
const KNOWN = ['initializer', 'initargs', 'maxTasksPerChild', 'resourceLimits', 'minProcesses', 'idleTimeoutMs'];

/** Throws TypeError or RangeError, with the name of the option, for what is not as it should be. `call` is the constructor. */
export function toPoolShape(
  call: string,
  processes: number | undefined,
  options: AnyPoolOptions,
  { known = KNOWN, count = 'processes' }: { readonly known?: readonly string[]; readonly count?: string } = {},
): PoolShape {
  const why = `a program has at most ${MOST_PROCESSES} workers at a time`;
  const write = kindOf(processes) === 'object' ? `options come second, as in ${call}(4, { … })` : '';
  const size = wholeNumber(`${call}(${count})`, processes, 1, { most: MOST_PROCESSES, why, write }) ?? cpuCount();
  assertOptions(`${call}()`, options, known);
  assertFunction('initializer', options.initializer);
  if (options.initargs !== undefined) assertArray('initargs', options.initargs);
  assertResourceLimits(options.resourceLimits);
  const idleTimeoutMs = duration('idleTimeoutMs', options.idleTimeoutMs);
  const most = { most: size, why: 'that is the size of the pool' };
  const least = wholeNumber('minProcesses', options.minProcesses, 0, most);
  return {
    size,
    minProcesses: least ?? (idleTimeoutMs === undefined ? size : 0),
    idleTimeoutMs: idleTimeoutMs ?? Infinity,
    maxTasks: wholeNumber('maxTasksPerChild', options.maxTasksPerChild, 1) ?? 0,
    initializer: options.initializer,
    initargs: options.initargs ?? [],
    resourceLimits: options.resourceLimits,
  };
}
