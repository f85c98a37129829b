/** Says on standard error what ended a process, in Python's form. */
import { inspect } from 'node:util';
import { writeAll } from '../output/direct-output.ts';
import { ProgramWord } from '../../../protocol/src/worker.ts';
import { exchangeProgramWord } from '../broker/own-parent.ts';
import { DeadlockError, MissingGuardError } from '../errors.ts';
import { inOwnProcess } from '../loader/own-process.ts';
import { cleanStacks } from './own-frames.ts';
import { threadIdentity } from './thread-identity.ts';

/**
 * `Process reader:` and the error with its stack, cause and own fields; `note` in brackets below. A missing guard has been
 * reported already.
 */
export function reportError(name: string, error: unknown, note?: string): void {
  if (error instanceof MissingGuardError) return;
  if (error instanceof DeadlockError) noteDeadlocked();
  const text = error instanceof Error ? inspectError(error) : `Thrown: ${inspect(error)}`;
  reportWords(name, note === undefined ? text : `${text}\n(${note})`);
}

/** The program is to fail, though nothing in main has. */
function noteDeadlocked(): void {
  if (inOwnProcess) exchangeProgramWord(ProgramWord.deadlocked, 1);
  else Atomics.store(threadIdentity().program, ProgramWord.deadlocked, 1);
}

/** The same with a sentence of ours. */
export function reportWords(name: string, text: string): void {
  writeAll(2, `Process ${name}:\n${text}\n`, 'utf8');
}

/** The error as Node shows it, with the stacks of the user's code alone. */
function inspectError(error: Error): string {
  cleanStacks(error);
  return error instanceof DeadlockError ? withoutWaits(error) : inspect(error);
}

/** The stack of a deadlock's error, without the waits: they have been told, once for all threads. Takes them from what is printed. */
export function withoutWaits(error: DeadlockError): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  Object.defineProperty(error, 'waits', { enumerable: false });
  return [`${error.name}: this wait is one of the deadlock that is told above`, ...frames].join('\n');
}
