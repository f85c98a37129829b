/** `parascope report`: what `run` says at the end, for a trace that was saved. */
import path from 'node:path';
import { summarize } from '../../trace/src/analysis/summarize.ts';
import type { ReportArguments } from './arguments.ts';
import { UsageError } from './options.ts';
import { present } from './present.ts';
import { readRun } from './read-run.ts';

/** Gives 0: the exit code of the script is in what it prints. */
export function reportCommand(args: ReportArguments): number {
  const run = readRun(args.trace);
  if (run.model.revision === 0) throw new UsageError(`nothing is recorded in ${path.resolve(args.trace)}`);
  const reportFile = reportFileOf(args);
  const trace = path.resolve(args.trace);
  present(run, summarize(run.model, { trace, report: reportFile ?? null, criticalPath: true }), {
    stream: process.stdout,
    gantt: args.gantt,
    open: args.open,
    reportFile,
    json: args.json,
    midLine: false,
  });
  return 0;
}

/** By default beside the trace, with its name. */
function reportFileOf({ report, trace }: ReportArguments): string | undefined {
  if (report === undefined || report !== '') return report === undefined ? undefined : path.resolve(report);
  return `${path.resolve(trace).replace(/\.parascope$/, '')}.html`;
}
