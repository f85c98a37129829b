import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { endedChildrenCpuMs } from '../cli/src/script-cpu-time.ts';

const root = path.resolve(import.meta.dirname, '..');
/** The preload that `parascope run` uses, without the command around it. */
export const REGISTER = path.join(root, 'runtime/dist/register.js');
export const PARASCOPE = path.join(root, 'runtime/bin/parascope.js');

/**
 * Runs a job in a process of its own and gives the number on its last line of output.
 * Throws with the job's stderr when it fails or prints no number.
 */
export function runJob(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): number {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } });
  const last = result.stdout.trimEnd().split('\n').at(-1) ?? '';
  const figure = Number(last);
  if (result.status !== 0 || last === '' || Number.isNaN(figure)) {
    throw new Error(
      `${command} ${args.join(' ')}: exit code ${result.status ?? 'none'}, last line '${last}'\n${result.stderr}`,
    );
  }
  return figure;
}

/** Wall time of a whole command, ms. Throws when it fails. */
export function timeCommand(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): number {
  const start = performance.now();
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } });
  const elapsedMs = performance.now() - start;
  if (result.status !== 0)
    throw new Error(`${command} ${args.join(' ')}: exit code ${result.status ?? 'none'}\n${result.stderr}`);
  return elapsedMs;
}

/**
 * CPU time of a whole command with all that it waited for, ms in steps of 10: what other programs do meanwhile does not
 * count. Throws when it fails, and where the system does not tell.
 */
export function cpuOfCommand(command: string, args: readonly string[]): number {
  const before = endedChildrenCpuMs();
  timeCommand(command, args);
  const after = endedChildrenCpuMs();
  if (before === undefined || after === undefined) throw new Error('expected Linux: CPU time of ended processes');
  return after - before;
}

export const job = (name: string): string => path.join(root, 'bench/jobs', name);
/** A job on another pool: see `peers/`. */
export const peer: string = path.join(root, 'bench/peers/run-peer.ts');
export const pythonJob = (name: string): string => path.join(root, 'bench/python', name);
export const hasPython = spawnSync('python3', ['--version']).status === 0;
