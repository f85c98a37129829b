/** Python's side of a benchmark, run by the `python3` on the PATH. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Contender } from './harness.ts';

/** A contender that runs a script of bench/python and takes the number it prints. */
export function pythonContender(script: string, ...args: readonly string[]): Contender {
  return () => Number(python(script, args));
}

/** Whether there is a Python to compare with. */
export function hasPython(): boolean {
  return spawnSync('python3', ['--version']).status === 0;
}

function python(script: string, args: readonly string[]): string {
  const path = fileURLToPath(new URL(`python/${script}`, import.meta.url));
  const { status, stdout, stderr } = spawnSync('python3', [path, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} failed: ${stderr}`);
  return stdout;
}
