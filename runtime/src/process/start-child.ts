/** Starts children: each start method is one entry here, and all that is started goes through it. */
import { kindOf } from '../check-arguments.ts';
import { StartMethodError } from '../errors.ts';
import type { Child } from './child-register.ts';
import { ProcessHandle } from '../broker/process-handle.ts';
import type { StartMethod } from './start-method.ts';
import { otherStarter, type Starter } from './starters.ts';
import { WorkerHandle, type WorkerSpec } from './worker-handle.ts';

const STARTERS = new Map<StartMethod, Starter>([
  ['thread', (spec: WorkerSpec): Child => new WorkerHandle(spec)],
  ['process', (spec: WorkerSpec): Child => new ProcessHandle(spec)],
]);

/** The methods that work, the default first. */
export function startMethods(): StartMethod[] {
  return [...STARTERS.keys()];
}

/** Starts a worker by its method. */
export function startChild(spec: WorkerSpec): Child {
  return starterOf(spec.method)(spec);
}

/** Throws StartMethodError for a method that there is not, TypeError for what is no text. */
export function assertStartMethod(method: unknown): asserts method is StartMethod {
  if (typeof method !== 'string') throw new TypeError(`start method: expected a text, found ${kindOf(method)}`);
  starterOf(method);
}

function starterOf(method: string): Starter {
  const starter = otherStarter(method as StartMethod) ?? STARTERS.get(method as StartMethod);
  if (starter !== undefined) return starter;
  throw new StartMethodError(
    `cannot find context for '${method}': the start methods are 'thread' and 'process', ` +
      "which both load the script anew in each worker, as Python's spawn does",
  );
}
