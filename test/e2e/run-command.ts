/** Runs the built `parascope` command as a person would. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RunSummary } from '../../trace/src/summary.ts';
import { runProcess, type ProcessOptions, type ProcessRun } from '../run-process.ts';

const root = path.resolve(import.meta.dirname, '../..');
const command = path.join(root, 'runtime/bin/parascope.js');

export interface CommandOptions extends ProcessOptions {
  /** Another program in front, such as `taskset -c 1`. */
  readonly before?: readonly string[];
}

/** `parascope …args` as a line for a shell, and the folder to run it in. */
export function commandLine(args: readonly string[]): { readonly command: string; readonly root: string } {
  const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  return { command: ['exec', ...[process.execPath, command, ...args].map(quote)].join(' '), root };
}

/** Path of a fixture script. */
export function fixture(name: string): string {
  return path.join(import.meta.dirname, 'fixtures', name);
}

/** `parascope …args`, to its end. */
export function parascope(args: readonly string[], options: CommandOptions = {}): Promise<ProcessRun> {
  const { before = [], ...others } = options;
  const [program, ...rest] = [...before, process.execPath, command, ...args];
  return runProcess([program!, ...rest], { cwd: root, ...others });
}

/** What `--json` has written last on standard output. */
export function summaryIn(stdout: string): RunSummary {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as RunSummary;
}

/** `npm start -- …args`, less npm itself. */
export function npmStart(args: readonly string[]): Promise<ProcessRun> {
  return runProcess([process.execPath, path.join(root, 'scripts/start.mjs'), ...args], { cwd: root });
}

/** A new folder that is removed after the test. */
export function temporaryFolder(t: { after(done: () => void): void }): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-e2e-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
