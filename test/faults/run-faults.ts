/** Plays a range of seeds in programs of their own, on any Node; goes on after a scenario that ended its program. */
import path from 'node:path';
import { runProcess, type ProcessRun } from '../run-process.ts';
import type { StartMethod } from 'parascope';
import type { PlayLine } from './play-line.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** A scenario in which something was wrong. `hang`: it did not end; `left`: something stayed behind; `wrong`: the rest. */
export interface Finding {
  readonly type: 'hang' | 'left' | 'wrong';
  readonly seed: number;
  readonly problems: readonly string[];
}

export interface FaultsRun {
  readonly played: number;
  readonly findings: readonly Finding[];
}

export interface FaultsOptions {
  /** The program that runs the scenarios. */
  readonly node: string;
  /** What the players are; threads by default. */
  readonly startMethod?: StartMethod;
  readonly firstSeed: number;
  readonly count: number;
  /** Ends a program that takes longer, with an error: none of its own watchdogs did. */
  readonly limitMs: number;
}

/** Plays them all. */
export async function runFaults({
  node,
  startMethod = 'thread',
  firstSeed,
  count,
  limitMs,
}: FaultsOptions): Promise<FaultsRun> {
  const findings: Finding[] = [];
  const end = firstSeed + count;
  for (let seed = firstSeed; seed < end;) {
    const args = ['--require', path.join(root, 'runtime/dist/register.js'), path.join(import.meta.dirname, 'play.ts')];
    const run = await runProcess([node, ...args, String(seed), String(end - seed), startMethod], {
      cwd: root,
      limitMs,
    });
    const lines = run.lines.filter((line) => line !== '').map((line) => JSON.parse(line) as PlayLine);
    for (const line of lines) if (line.type !== 'begin' && line.type !== 'end') findings.push(line);
    seed = lines.at(-1)?.type === 'end' ? end : afterItsEnd(seed, lines, run, findings);
  }
  return { played: count, findings };
}

/** The program ended before its scenarios: notes why; the next seed. */
function afterItsEnd(from: number, lines: readonly PlayLine[], run: ProcessRun, findings: Finding[]): number {
  const last = lines.findLast((line) => line.type === 'begin');
  const seed = last?.seed ?? from;
  if (lines.at(-1)?.type !== 'hang') {
    const how = `the program ended by ${run.signal ?? `exit code ${run.exitCode}`}: ${run.stderr.slice(-1000)}`;
    findings.push({ type: 'wrong', seed, problems: [how] });
  }
  return seed + 1;
}

/** In words, with the way to play it again. */
export function toWords({ type, seed, problems }: Finding, startMethod: StartMethod = 'thread'): string {
  const what = { hang: 'hangs', left: 'leaves something behind', wrong: 'goes wrong' }[type];
  return [
    `seed ${seed} ${what} (again: npm run soak -- ${startMethod === 'thread' ? '' : `--start-method ${startMethod} `}--seed ${seed})`,
    ...problems,
  ].join('\n  ');
}
