/** The errors of a pool's worker that died. */
import { BrokenProcessPool, WorkerDiedError } from '../errors.ts';
import type { CrewMember } from './pool-crew.ts';
import type { TaskPlace } from './pool-job.ts';

/** `worker PoolWorker-1 ended with exit code 9`. */
function endOf({ handle: { name, control } }: CrewMember): { readonly words: string; readonly exitcode: number } {
  const exitcode = control.exitCode ?? 1;
  const why = control.endedAbruptly ? ' without a word, most likely out of memory' : '';
  return { exitcode, words: `worker ${name} ended with exit code ${exitcode}${why}` };
}

/** Of the task that it ran. */
export function diedBy(member: CrewMember, { text: task, index }: TaskPlace): WorkerDiedError {
  const { words, exitcode } = endOf(member);
  const message = `${words} while it ran ${task}${index === undefined ? '' : `, item ${index}`}`;
  return new WorkerDiedError(message, {
    workerName: member.handle.name,
    exitcode,
    task,
    index,
    cause: member.lastWords,
  });
}

/** Why a pool gives up whose workers die before they have done anything; `last` is the last of so many. */
export function fruitless({ handle: { name, control } }: CrewMember, deaths: number): string {
  const end = `(${name}) with exit code ${control.exitCode ?? 1}`;
  return `the pool cannot work: ${deaths} workers died one after the other, the last ${end}`;
}

/** Of everything in an executor. `task`: what it ran, where that is known. */
export function brokenBy(member: CrewMember, task?: string): BrokenProcessPool {
  const { words, exitcode } = endOf(member);
  const doing = task === undefined ? '' : ` while it ran ${task}`;
  const message = `${words}${doing}: what was running or pending in the executor is lost`;
  return new BrokenProcessPool(message, { workerName: member.handle.name, exitcode, task, cause: member.lastWords });
}
