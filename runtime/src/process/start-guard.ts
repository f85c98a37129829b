/** What must hold before anything is started: the program is a file, and this is its main copy or a task. */
import { writeSync } from 'node:fs';
import { ProgramWord } from '../../../protocol/src/worker.ts';
import { exchangeProgramWord } from '../broker/own-parent.ts';
import { MissingGuardError, NoScriptError } from '../errors.ts';
import { recordMissingGuard } from '../instrument/failure.ts';
import { inOwnProcess } from '../loader/own-process.ts';
import { insideTask } from './task-context.ts';
import { isOwnWorker, threadIdentity } from './thread-identity.ts';
import { userFrame } from './user-frame.ts';

/** Throws unless a worker may be started here. `call` is what the user wrote, such as `start()`. */
export function assertMayStart(call: string): void {
  if (isOwnWorker()) {
    if (!insideTask()) refuse(call);
    return;
  }
  const reason = noScriptReason();
  if (reason === null) return;
  throw new NoScriptError(
    `${call} needs a script file: each worker loads the script again, and ${reason} is nothing it can load. ` +
      'Save the program as a file, say program.ts, and run it with `parascope run program.ts`.',
  );
}

/** A process of its own has a copy of the program's block. */
function isFirstOfProgram(): boolean {
  return !inOwnProcess || exchangeProgramWord(ProgramWord.refused, 1) === 0;
}

function noScriptReason(): string | null {
  if (process.execArgv.some((flag) => /^(-e|-p|-pe|--eval|--print)(=|$)/.test(flag))) return 'the text after node -e';
  const script = process.argv[1];
  if (script === undefined) return process.stdin.isTTY ? 'a REPL' : 'standard input';
  return script === '-' ? 'standard input' : null;
}

function refuse(call: string): never {
  recordMissingGuard(call);
  const { program } = threadIdentity();
  const where = userFrame() ?? 'an unknown place';
  const message =
    `this script has no main guard: ${call} at ${where} was reached while a worker loads the script, ` +
    'and would start workers without end. Every worker loads the script again, so what starts workers belongs behind a guard:\n\n' +
    "    if (isMain) { // isMain comes from 'parascope'\n" +
    `      // ${call} and all that follows from it\n` +
    '    }\n';
  const first = Atomics.exchange(program, ProgramWord.refused, 1) === 0 && isFirstOfProgram();
  Atomics.notify(program, ProgramWord.refused);
  if (first) writeSync(2, `parascope: ${message}\n`);
  throw new MissingGuardError(message);
}
