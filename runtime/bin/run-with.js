// Runs a Node program with another Node, in place of this process: its output, its exit code, the signals to it.
// Plain and old-fashioned, as its caller: old versions of Node load it.
import { spawn } from 'node:child_process';

const HANDED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** `node program …args`. This process ends as that one does. */
export function runWith(node, args) {
  const child = spawn(node, args, { stdio: 'inherit' });
  const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const handOn = (signal) => {
    // A terminal has sent Ctrl+C to the other one too; a second one would mean "at once".
    if (signal !== 'SIGINT' || !hasTerminal) child.kill(signal);
  };
  for (const signal of HANDED_ON) process.on(signal, handOn);
  child.once('error', (error) => {
    console.error(`parascope: ${error.message}`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => {
    for (const each of HANDED_ON) process.off(each, handOn);
    if (signal) process.kill(process.pid, signal);
    else process.exit(code);
  });
}
