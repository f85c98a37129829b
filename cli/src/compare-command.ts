/** `parascope compare`: two recorded runs beside each other. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { compareRuns } from '../../trace/src/analysis/comparison/compare-runs.ts';
import { summarize } from '../../trace/src/analysis/summarize.ts';
import type { RunSummary } from '../../trace/src/summary.ts';
import { textComparison } from '../../trace/src/text-comparison.ts';
import type { CompareArguments } from './arguments.ts';
import { UsageError } from './options.ts';
import { assertWritable } from './output-file.ts';
import { plain } from './print-summary.ts';
import { readRun } from './read-run.ts';
import { lastTwoRuns } from './run-folder.ts';

/** Gives 0: exit codes of the scripts are in what it prints. */
export function compareCommand({ traces, json }: CompareArguments): number {
  assertWritable('--json', json);
  const [before, after] = traces ?? lastTwoRuns();
  const comparison = compareRuns(summaryOf(before), summaryOf(after));
  const text = JSON.stringify(comparison);
  if (json === '') {
    process.stdout.write(`${text}\n`);
    return 0;
  }
  if (json !== undefined) writeFileSync(json, `${text}\n`);
  process.stdout.write(
    `  before: ${plain(comparison.before.trace ?? '')}\n  after:  ${plain(comparison.after.trace ?? '')}\n`,
  );
  process.stdout.write(textComparison(comparison).split('\n').map(plain).join('\n'));
  process.stdout.write(`parascope ${plain(comparison.sentence)}\n`);
  return 0;
}

function summaryOf(place: string): RunSummary {
  const { model } = readRun(place);
  const trace = path.resolve(place);
  if (model.revision === 0) throw new UsageError(`nothing is recorded in ${trace}`);
  return summarize(model, { trace, isOver: true });
}
