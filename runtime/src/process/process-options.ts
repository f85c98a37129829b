/** What a new process can be told. */
import type { ResourceLimits } from 'node:worker_threads';
import { assertArray, assertFunction, assertOptions, assertResourceLimits, assertType } from '../check-arguments.ts';

/** Options of a new process. */
export interface ProcessOptions<Args extends readonly unknown[]> {
  /** What the process runs. Without it, `run()` does nothing unless a subclass overrides it. */
  readonly target?: ((...args: Args) => unknown) | undefined;
  /** Arguments of the target; handles (Queue, Lock, Value …) travel as handles, all else as a copy. */
  readonly args?: Readonly<NoInfer<Args>> | undefined;
  /** Default `Process-N`, where N counts all processes that this one has made. */
  readonly name?: string | undefined;
  /** A daemon is stopped when its parent has nothing left to do; the others are joined. Default: as the parent's. */
  readonly daemon?: boolean | undefined;
  /** Limits of the thread's heap, as of `new Worker`. */
  readonly resourceLimits?: ResourceLimits | undefined;
}

/** @throws {TypeError} for an option that is not known or of the wrong kind, by its name. */
export function checkProcessOptions(
  options: Omit<ProcessOptions<readonly unknown[]>, 'target'> & { readonly target?: unknown },
): void {
  assertOptions('new Process()', options, ['target', 'args', 'name', 'daemon', 'resourceLimits']);
  assertFunction('target', options.target);
  if (options.args !== undefined) assertArray('args', options.args);
  assertType('name', options.name, 'string');
  assertType('daemon', options.daemon, 'boolean');
  assertResourceLimits(options.resourceLimits);
}
