/** Runs a program that is struck at a moment drawn at random, and looks at what it leaves behind. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runProcess, type ProcessOptions, type ProcessRun } from '../run-process.ts';
import type { RunSummary } from '../../trace/src/summary.ts';
import { drawEnding, STRIKE_NOW } from './draw-ending.ts';

const root = path.resolve(import.meta.dirname, '../..');
const command = path.join(root, 'runtime/bin/parascope.js');
const CLEAN_SCRIPT = path.join(root, 'samples/process-names.ts');
const LIMIT_MS = 100_000;
/** A variable by which the processes of one run are known, whoever is their parent. */
const MARK = 'PARASCOPE_ENDING_MARK';

/** Plays the ending of that seed on that Node; gives what was wrong. */
export async function runEnding(seed: number, node: string = process.execPath): Promise<string[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-ending-'));
  try {
    return await playEnding(seed, node, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function playEnding(seed: number, node: string, folder: string): Promise<string[]> {
  const { blow } = drawEnding(seed);
  const mark = path.basename(folder);
  const env = { XDG_CACHE_HOME: folder, [MARK]: mark };
  const run = async (args: readonly string[], onStdout?: ProcessOptions['onStdout']): Promise<ProcessRun> =>
    await runProcess([node, command, ...args], { cwd: folder, env, limitMs: LIMIT_MS, onStdout });
  const trace = path.join(folder, 'run.parascope');
  const script = path.join(import.meta.dirname, 'play-ending.ts');
  const struck = await run(['run', '--json', '--trace', trace, script, `${seed}`], (text, child) => {
    if (text === STRIKE_NOW) child.kill(blow.signal);
  });
  const problems = wrongInRun(struck, 128 + os.constants.signals[blow.signal]);
  const left = processesOf(mark);
  if (left.length > 0) problems.push(`processes left: ${left.join(', ')}`);
  if (existsSync(trace)) {
    const report = await run(['report', '--json', trace]);
    if (report.exitCode !== 0) problems.push(`the trace cannot be read: ${report.stderr}`);
  }
  const next = await run(['run', '--json', CLEAN_SCRIPT]);
  problems.push(...wrongInRun(next, 0).map((problem) => `the next run: ${problem}`));
  return problems.map((problem) => `${blow.signal} to the ${blow.target}: ${problem}`);
}

function wrongInRun({ exitCode, stdout, stderr }: ProcessRun, expected: number): string[] {
  if (exitCode !== expected) return [`exit code ${exitCode}, not ${expected}: ${stderr.slice(-500)}`];
  const summary = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as RunSummary;
  if (summary.exitCode !== expected) return [`the summary's exit code is ${summary.exitCode}, not ${expected}`];
  if (summary.trace !== null || summary.verdict.includes('nothing was recorded')) return [];
  return [`no trace, and no reason: ${summary.verdict}`];
}

/** Processes that have the mark among their variables, where the system tells. */
function processesOf(mark: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(`${MARK}=${mark}`))
    .map(Number);
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    // It has ended meanwhile, or is somebody else's.
    return '';
  }
}
