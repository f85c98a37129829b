/**
 * Ends the processes of a program that is gone, however it went: also those that compute and would not notice. A shell that
 * reads the ids of the living from a pipe, and kills them when the pipe ends: a thread in each process would take 10 ms of each
 * start and 5 MB. On Windows the system itself ends the processes of a program that is gone.
 */
import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/** `+ PID` and `- PID`, a line each. */
const SCRIPT = `
trap '' INT TERM HUP
living=' '
while read -r what pid; do
  case $what in
    +) living="$living$pid " ;;
    -) case $living in *" $pid "*) living="\${living%% $pid *} \${living#* $pid }" ;; esac ;;
  esac
done
for pid in $living; do kill -9 "$pid" 2>/dev/null; done
`;

export class Watchdog {
  #input: Writable | undefined;

  /** From now on that process does not outlive the program. */
  watch(pid: number): void {
    if (process.platform === 'win32') return;
    this.#input ??= startShell();
    this.#input.write(`+ ${pid}\n`);
  }

  /** It has ended, and its id may be another's. */
  forget(pid: number): void {
    this.#input?.write(`- ${pid}\n`);
  }
}

function startShell(): Writable {
  // A group of its own: Ctrl+C in a terminal goes to the program, which may end its processes in its own way.
  const shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.unref();
  shell.on('error', () => {
    // No shell, or no more processes: then the end of a pipe must do, which a process sees as soon as it looks.
  });
  shell.stdin.on('error', () => {
    // The same.
  });
  return shell.stdin;
}
