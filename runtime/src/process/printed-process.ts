/** A process as `console.log` shows it, in the words of Python's `repr`: initial, started, stopped or closed. */
import { ProcessStateError } from '../errors.ts';
import { printAs } from '../printed.ts';
import { Process } from './process.ts';

printAs(Process, (process) => {
  const { name } = process;
  // What a subclass keeps in it.
  const own = Object.fromEntries(Object.entries(process));
  try {
    const { pid, exitcode } = process;
    if (process.ident === undefined) return { name, state: 'initial', ...own };
    return exitcode === null
      ? { name, pid, state: 'started', ...own }
      : { name, pid, state: 'stopped', exitcode, ...own };
  } catch (error) {
    if (!(error instanceof ProcessStateError)) throw error;
    return { name, state: 'closed', ...own };
  }
});
