/** What a worker must be told of the terminal, because its own streams do not know. */
import type { TerminalShape } from '../../../protocol/src/worker.ts';

/** The terminal's size, or null where the stream is a file or a pipe. Does not create the stream of a file or pipe. */
export function terminalShape(fd: 1 | 2): TerminalShape | null {
  // Loaded on use: node:tty brings node:net along, which would make every worker start milliseconds later.
  if (!process.getBuiltinModule('node:tty').isatty(fd)) return null;
  const { columns, rows } = fd === 1 ? process.stdout : process.stderr;
  return { columns, rows };
}
