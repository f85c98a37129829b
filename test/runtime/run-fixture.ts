/** Runs a fixture script as a user would: the built package, preloaded, on the Node under test. */
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
export const nodeUnderTest: string = process.env['PARASCOPE_TEST_NODE'] ?? process.execPath;
export const register: string = path.join(root, 'runtime/dist/register.js');

export interface FixtureRun {
  readonly stdout: string;
  readonly stderr: string;
  /** Lines of stdout without the last, empty one. */
  readonly lines: readonly string[];
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface FixtureOptions {
  readonly args?: readonly string[];
  /** Called with each piece of stdout as it arrives, and the process. */
  readonly onStdout?: (text: string, child: ReturnType<typeof spawn>) => void;
  /** A run that takes longer is killed: it hangs. */
  readonly limitMs?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Folder to run in; the root of the project by default. */
  readonly cwd?: string;
}

/** `fixture` is a path below test/runtime/fixtures. */
export function runFixture(fixture: string, options: FixtureOptions = {}): Promise<FixtureRun> {
  const script = path.join(import.meta.dirname, 'fixtures', fixture);
  return runNode(['--require', register, script, ...(options.args ?? [])], options);
}

/** Runs Node with these arguments. */
export async function runNode(
  args: readonly string[],
  { onStdout, limitMs = 60_000, env = {}, cwd = root }: FixtureOptions = {},
  input?: string,
): Promise<FixtureRun> {
  const child = spawn(nodeUnderTest, args, { cwd, env: { ...process.env, NODE_OPTIONS: '', ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onStdout?.(text, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(input);
  const watch = { hung: false };
  const watchdog = setTimeout(() => {
    watch.hung = true;
    child.kill('SIGKILL');
  }, limitMs);
  const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.on('close', (code, by) => resolve([code, by]));
  });
  clearTimeout(watchdog);
  if (watch.hung) throw new Error(`the script hangs: ${args.join(' ')}\n--- stdout\n${stdout}\n--- stderr\n${stderr}`);
  return { stdout, stderr, lines: stdout.replace(/\n$/, '').split('\n'), exitCode, signal };
}
