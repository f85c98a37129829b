/** Tells the processes of a run from all others: an id may be mistyped, or belong to another program by now. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** The command itself, however it is called, or a script that it has started: those carry our preload. */
const OF_A_RUN = /(^|[\\/ "])parascope(\.js)?"? run |--require "?[^"]*[\\/]register\.js/;

/** Whether a command line is that of `parascope run`, or of its script. */
export function isOfRun(commandLine: string): boolean {
  return OF_A_RUN.test(commandLine);
}

/** The command line of a process; undefined when there is none of that id. Never rejects. */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  switch (process.platform) {
    case 'linux': {
      const args = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
      return args?.replaceAll('\0', ' ').trim();
    }
    case 'win32': {
      const query = `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CommandLine`;
      return await outputOf('powershell', ['-NoProfile', '-NonInteractive', '-Command', query]);
    }
    default:
      return await outputOf('ps', ['-o', 'args=', '-p', String(pid)]);
  }
}

function outputOf(command: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, args, { windowsHide: true }, (_error, stdout) => resolve(stdout.trim() || undefined));
  });
}
