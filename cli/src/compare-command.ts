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
import { openFile } from './present.ts';
import { readRun, type ReadRun } from './read-run.ts';
import { writeReport } from './report-html.ts';
import { lastTwoRuns } from './run-folder.ts';

/** Gives 0: exit codes of the scripts are in what it prints. */
export function compareCommand({ traces, json, report, open }: CompareArguments): number {
  assertWritable('--json', json);
  assertWritable('--report', report);
  const [before, after] = traces ?? lastTwoRuns();
  const runs = [readRun(before), readRun(after)] as const;
  const comparison = compareRuns(summaryOf(before, runs[0]), summaryOf(after, runs[1]));
  const file = report === undefined ? undefined : reportFileOf(report, after);
  if (file !== undefined) {
    writeReport(file, runs[1].bytes, path.basename(comparison.after.script), runs[0].bytes);
    if (open) openFile(file);
  }
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
  if (file !== undefined) process.stdout.write(`  report: ${plain(file)}\n`);
  process.stdout.write(`parascope ${plain(comparison.sentence)}\n`);
  return 0;
}

/** By default beside the later trace. */
function reportFileOf(report: string, after: string): string {
  if (report !== '') return path.resolve(report);
  return `${path.resolve(after).replace(/\.parascope$/, '')}-compared.html`;
}

function summaryOf(place: string, { model }: ReadRun): RunSummary {
  const trace = path.resolve(place);
  if (model.revision === 0) throw new UsageError(`nothing is recorded in ${trace}`);
  return summarize(model, { trace, isOver: true });
}
