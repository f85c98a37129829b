/** Start methods whose ways are not those of the program: in a process of its own. */
import type { Child } from './child-register.ts';
import type { StartMethod } from './start-method.ts';
import type { WorkerSpec } from './worker-handle.ts';

/** Starts one worker. */
export type Starter = (spec: WorkerSpec) => Child;

const others = new Map<StartMethod, Starter>();

/** From now on `method` starts workers so. */
export function setStarter(method: StartMethod, starter: Starter): void {
  others.set(method, starter);
}

/** Where there is one. */
export function otherStarter(method: StartMethod): Starter | undefined {
  return others.get(method);
}
