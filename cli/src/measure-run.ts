/** One run of a script for its figures: it reads nothing, and what it prints is not shown. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RUN_PROTOCOL } from '../../protocol/src/run.ts';
import { othersMean } from '../../trace/src/analysis/run-view.ts';
import { mostWorkersAtOnce } from '../../trace/src/analysis/scaling/most-workers.ts';
import { summarize } from '../../trace/src/analysis/summarize.ts';
import type { RunSummary } from '../../trace/src/summary.ts';
import { exitCodeOf } from './exit-words.ts';
import { handSignalsOn } from './hand-signals-on.ts';
import { endOf, spawnScript, untilRead } from './launch.ts';
import { endProcessTree } from './process-tree.ts';
import { readRun } from './read-run.ts';

/** Of what it writes to standard error, so much is kept. */
const LAST_WORDS = 4_000;

export interface RunToMeasure {
  /** Absolute path. */
  readonly script: string;
  readonly scriptArgs: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly serial: boolean;
  /** It is ended after so long. Default: never. */
  readonly limitMs?: number;
}

export interface RunMeasured {
  readonly exitCode: number;
  /** The signal by which it ended. */
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  /** The end of what it wrote to standard error. */
  readonly lastWords: string;
  readonly summary: RunSummary;
  /** Workers at the same time, at most. */
  readonly workers: number;
  /** Mean cores that other programs used; 0 where the system does not tell. */
  readonly othersCores: number;
}

/** Runs it to its end. Rejects when the process cannot be started. */
export async function measureRun(run: RunToMeasure): Promise<RunMeasured> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-scale-'));
  try {
    const end = await runQuietly(run, folder);
    const { model } = readRun(folder);
    const exitCode = exitCodeOf(end);
    const summary = summarize(model, { script: run.script, exitCode });
    return { ...end, exitCode, summary, workers: mostWorkersAtOnce(model), othersCores: othersMean(model) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type QuietEnd = Pick<RunMeasured, 'signal' | 'timedOut' | 'lastWords'> & { readonly code: number | null };

async function runQuietly(run: RunToMeasure, runDir: string): Promise<QuietEnd> {
  const { script, scriptArgs, env, serial, limitMs } = run;
  const setup = { protocol: RUN_PROTOCOL, runDir, script, serial, launcher: process.pid } as const;
  const child = spawnScript({ script, scriptArgs, setup }, { stdio: ['ignore', 'ignore', 'pipe'], env });
  using signals = handSignalsOn(child);
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS);
  });
  let timedOut = false;
  const timer =
    limitMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          if (child.pid !== undefined) void endProcessTree(child.pid);
        }, limitMs);
  const end = await endOf(child).finally(() => clearTimeout(timer));
  await signals.endLeftovers();
  if (child.stderr) await untilRead(child.stderr);
  return { ...end, timedOut, lastWords };
}
