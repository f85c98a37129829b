/** What is known of the runs that are kept, by the summary that each leaves in its folder. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { RUN_FILES } from '../../protocol/src/run.ts';
import type { RunSummary } from '../../trace/src/summary.ts';
import { splitVerdict } from '../../trace/src/verdict-parts.ts';

export interface RecordedRun {
  readonly folder: string;
  /** Absolute path. */
  readonly script: string;
  readonly wallMs: number;
  /** What its verdict says in short. */
  readonly headline: string;
  readonly endedAt: Date;
}

/** Those of the folders that are over and have figures, in the same order. */
export async function recordedRuns(folders: readonly string[]): Promise<RecordedRun[]> {
  const runs = await Promise.all(folders.map(recordedRun));
  return runs.filter((run) => run !== undefined);
}

async function recordedRun(folder: string): Promise<RecordedRun | undefined> {
  const file = path.join(folder, RUN_FILES.summary);
  try {
    const summary = JSON.parse(await readFile(file, 'utf8')) as Pick<RunSummary, 'script' | 'wallMs' | 'verdict'>;
    const { headline } = splitVerdict(summary);
    return { folder, script: summary.script, wallMs: summary.wallMs, headline, endedAt: (await stat(file)).mtime };
  } catch {
    // A run that goes on, or that ended without a word, has no summary: there is nothing to compare.
    return undefined;
  }
}
