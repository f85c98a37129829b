/** Runs the built `parascope` command as a person would. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const command = path.join(root, 'runtime/bin/parascope.js');

export interface CommandRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Another program in front, such as `taskset -c 1`. */
  readonly before?: readonly string[];
  readonly input?: string;
  /** Called with each piece of stdout and the process of the command. */
  readonly onStdout?: (text: string, child: ChildProcess) => void;
}

/** Path of a fixture script. */
export function fixture(name: string): string {
  return path.join(import.meta.dirname, 'fixtures', name);
}

/** `parascope …args`, to its end. */
export async function parascope(args: readonly string[], options: CommandOptions = {}): Promise<CommandRun> {
  const { before = [], cwd = root, env = {}, input, onStdout } = options;
  const [program, ...rest] = [...before, process.execPath, command, ...args];
  const child = spawn(program!, rest, { cwd, env: { ...process.env, NODE_OPTIONS: '', ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onStdout?.(text, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(input);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { stdout, stderr, exitCode };
}

/** A new folder that is removed after the test. */
export function temporaryFolder(t: { after(done: () => void): void }): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-e2e-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
