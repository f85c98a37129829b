/** Runs a program to its end, as a person would, and gives what it wrote. */
import { spawn, type ChildProcess } from 'node:child_process';
import { endProcessTree } from '../cli/src/process-tree.ts';

/** A watchdog, not an expectation: on a busy machine everything takes long. */
const LIMIT_MS = 100_000;

export interface ProcessRun {
  readonly stdout: string;
  readonly stderr: string;
  /** Lines of stdout without the last, empty one. */
  readonly lines: readonly string[];
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessOptions {
  readonly cwd?: string;
  /** Added to this process's variables, without its NODE_OPTIONS. */
  readonly env?: NodeJS.ProcessEnv;
  /** What it reads from standard input, which then ends; `null` leaves it open for `onStdout`. */
  readonly input?: string | null | undefined;
  /** Called with each piece of stdout as it arrives, and the process. */
  readonly onStdout?: ((text: string, child: ChildProcess) => void) | undefined;
  /** The same of stderr. */
  readonly onStderr?: ((text: string, child: ChildProcess) => void) | undefined;
  /** Whose process it is; by default this one's user's. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** A run that takes longer is ended with all its descendants: it hangs. */
  readonly limitMs?: number;
}

/** @throws when the program cannot be started or hangs; the error then has its output. */
export async function runProcess(
  [program, ...args]: readonly [string, ...string[]],
  options: ProcessOptions = {},
): Promise<ProcessRun> {
  const { cwd, env = {}, user, input, onStdout, onStderr, limitMs = LIMIT_MS } = options;
  const child = spawn(program, args, { cwd, env: { ...process.env, NODE_OPTIONS: '', ...env }, ...user });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onStdout?.(text, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    onStderr?.(text, child);
  });
  // One that ends without reading is no error.
  child.stdin.on('error', () => undefined);
  if (input !== null) child.stdin.end(input);
  const closed = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, by) => resolve([code, by]));
  });
  const watch = { hung: false };
  const watchdog = setTimeout(() => {
    watch.hung = true;
    if (child.pid !== undefined) void endProcessTree(child.pid);
  }, limitMs);
  const [exitCode, signal] = await closed.finally(() => clearTimeout(watchdog));
  if (watch.hung)
    throw new Error(`it hangs: ${program} ${args.join(' ')}\n--- stdout\n${stdout}\n--- stderr\n${stderr}`);
  return { stdout, stderr, lines: stdout.replace(/\n$/, '').split('\n'), exitCode, signal };
}
