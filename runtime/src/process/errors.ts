/** What processes and pools throw; each is an `Error` with its own class and name. */

/** A process was used in a state that does not allow it, as in Python: started twice, joined before its start … */
export class ProcessStateError extends Error {
  override readonly name: string = 'ProcessStateError';
}

/** A start without a main guard, made while a worker loads the script. */
export class MissingGuardError extends Error {
  override readonly name: string = 'MissingGuardError';
}

/** A program that is no file (REPL, `node -e`, standard input): workers have nothing to load. */
export class NoScriptError extends Error {
  override readonly name: string = 'NoScriptError';
}

/** The system has no room for another process: `ulimit -u`, or the pids limit of a container. Python raises `OSError`. */
export class ProcessLimitError extends Error {
  override readonly name: string = 'ProcessLimitError';
}
