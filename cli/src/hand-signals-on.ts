/** Signals that ask the command to end are the script's: they are handed on, and what is left of its tree ends with it. */
import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import { descendantsOf, endProcesses } from './process-tree.ts';

const HANDED_ON: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** A signal of the terminal reaches all of its processes at once; the news of another's end takes a little longer. */
const TERMINAL_MS = 500;

export interface SignalsHandedOn extends Disposable {
  /** Ends what the script had started and left behind, if a signal has asked for the end. Call it when the script has ended. */
  endLeftovers(): Promise<void>;
}

/** Until disposed of, signals to this process go to the script. */
export function handSignalsOn(script: ChildProcess): SignalsHandedOn {
  const terminal = watchTerminal();
  let leftovers: Promise<readonly number[]> | undefined;
  const receive = async (signal: NodeJS.Signals): Promise<void> => {
    // Listed before the script hears of it: afterwards nobody can tell whose they were.
    if (script.pid !== undefined) leftovers ??= descendantsOf(script.pid);
    await leftovers;
    // Sent twice, Ctrl+C would mean "at once" to a script that wants to end in good order.
    if (signal === 'SIGINT' && (await terminal.hasSent())) return;
    script.kill(signal);
  };
  // Node calls it with the signal's name.
  const handler = (signal: NodeJS.Signals): void => void receive(signal);
  for (const signal of HANDED_ON) process.on(signal, handler);
  return {
    endLeftovers: async () => {
      if (leftovers !== undefined) await endProcesses(await leftovers);
    },
    [Symbol.dispose]: () => {
      for (const signal of HANDED_ON) process.off(signal, handler);
      terminal[Symbol.dispose]();
    },
  };
}

interface TerminalWatch extends Disposable {
  /** After a SIGINT: whether the terminal has sent it, to the script too. */
  hasSent(): Promise<boolean>;
}

/**
 * Nothing tells a process whether Ctrl+C was pressed or only it was sent a SIGINT. A second process, which does nothing,
 * can tell: the terminal's signal ends it too. It also ends when this process does, because its input ends then.
 */
function watchTerminal(): TerminalWatch {
  const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  if (!hasTerminal || process.platform === 'win32') {
    // A console of Windows sends Ctrl+C to all; without a terminal nobody else is sent one.
    return { hasSent: () => Promise.resolve(process.platform === 'win32'), [Symbol.dispose]: () => undefined };
  }
  let witness = startWitness();
  return {
    async hasSent() {
      const ended = await Promise.race([
        witness.ended.then(() => true),
        new Promise<false>((resolve) => setTimeout(resolve, TERMINAL_MS, false)),
      ]);
      if (ended) witness = startWitness();
      return ended;
    },
    [Symbol.dispose]: () => witness[Symbol.dispose](),
  };
}

function startWitness(): Disposable & { readonly ended: Promise<unknown> } {
  const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  // Where there is no such program, all signals count as the terminal's.
  const ended = once(child, 'exit').catch(() => undefined);
  return { ended, [Symbol.dispose]: () => void child.stdin.destroy() };
}
