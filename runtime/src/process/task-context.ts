/** Whether code runs inside a task (a target, a pool's function, an initializer) or at the script's own top level. */
import { AsyncLocalStorage } from 'node:async_hooks';

const tasks = new AsyncLocalStorage<boolean>();

/** Runs `body` as part of a task, and all that it starts. */
export function runAsTask<Result>(body: () => Result): Result {
  return tasks.run(true, body);
}

/** Runs `body`, such as the loading of a module, as the script's own top level. */
export function runOutsideTask<Result>(body: () => Result): Result {
  return tasks.run(false, body);
}

/** False for what the script's top level started, also later. */
export function insideTask(): boolean {
  return tasks.getStore() === true;
}
