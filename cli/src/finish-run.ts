/** After the script has ended: reads what was recorded, sums it up, and presents it. Loaded while the script runs. */
import { copyFileSync, existsSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RUN_FILES } from '../../protocol/src/run.ts';
import { measureEventNs } from '../../runtime/src/instrument/measure-event.ts';
import { summarize } from '../../trace/src/analysis/summarize.ts';
import type { OutsideView } from '../../trace/src/analysis/run-view.ts';
import { formatDuration } from '../../trace/src/format.ts';
import type { RunSummary } from '../../trace/src/summary.ts';
import type { RunArguments } from './arguments.ts';
import { exitCodeOf, wordsOfEnd } from './exit-words.ts';
import { removeHalfWritten } from './half-written.ts';
import type { LaunchEnd } from './launch.ts';
import { present } from './present.ts';
import { readRun, segmentFiles, type ReadRun } from './read-run.ts';
import { tryToWrite } from './try-to-write.ts';

/** Says how a recorded run went. What only a profile needs is loaded where there is one. */
export async function finishRun(args: RunArguments, script: string, folder: string, end: LaunchEnd): Promise<void> {
  if (!existsSync(folder)) {
    sayEnd(wordsOfEnd(end, undefined));
    sayEnd(`the folder of this run is gone, and with it what was recorded: ${folder}`);
    return;
  }
  const recorded = readRun(folder);
  const run = args.cpuProfile ? (await import('./cpu-profile/add-profile.ts')).addProfile(recorded, folder) : recorded;
  const isRecorded = run.model.revision > 0;
  // Of nothing there is neither a report nor a trace to keep.
  const reportFile = isRecorded ? reportFileOf(args.report, folder) : undefined;
  const trace = isRecorded ? saveTrace(run, folder, args.trace) : null;
  const outside = isRecorded ? undefined : viewFromOutside(end, folder);
  const judged = summarize(run.model, {
    script,
    exitCode: exitCodeOf(end),
    outside,
    trace,
    report: reportFile ?? null,
    criticalPath: true,
  });
  const summary: RunSummary = { ...withOwnCost(judged), ...(run !== recorded && { profiles: folder }) };
  const file = path.join(folder, RUN_FILES.summary);
  const isWritten = tryToWrite(file, () => writeFileSync(file, `${JSON.stringify(summary)}\n`));
  // Looking through the whole cache takes too long to be done after each run.
  if (!isWritten) removeHalfWritten(process.env);
  sayEnd(wordsOfEnd(end, isRecorded ? formatDuration(run.model.endNs) : undefined));
  present(run, summary, {
    stream: process.stderr,
    gantt: args.gantt && isRecorded,
    open: args.open,
    reportFile,
    json: args.json,
    midLine: end.midLine,
  });
}

function sayEnd(words: string | undefined): void {
  if (words !== undefined) process.stderr.write(`parascope: ${words}\n`);
}

/**
 * A script is recorded from its first worker on, or from when its main thread first pauses; what has not come so far writes
 * its trace when it ends. One that is ended from outside before that leaves nothing.
 */
function viewFromOutside(end: LaunchEnd, folder: string): OutsideView {
  const how = end.signal === null ? 'ended abruptly' : `was ended by ${end.signal}`;
  const early = `the script ${how} before its first records were written, which is once it starts a worker or its main thread pauses.`;
  return {
    why: hasRoom(folder)
      ? early
      : `there was no room for it in ${folder}: make some, or name another disk by --run-dir.`,
    wallNs: end.wallMs * 1e6,
    cpuNs: (end.cpuMs ?? 0) * 1e6,
    coresAvailable: os.availableParallelism(),
  };
}

/** Whether its disk has any room left. */
function hasRoom(folder: string): boolean {
  return statfsSync(folder).bavail > 0;
}

/** Absolute path of the report; `''` is its usual place in the run folder. */
export function reportFileOf(report: string | undefined, folder: string): string | undefined {
  if (report === undefined) return undefined;
  return report === '' ? path.join(folder, 'report.html') : path.resolve(report);
}

/** Where the whole trace is: saved as asked, or the segment itself when there is but one. */
function saveTrace(run: ReadRun, folder: string, wanted: string | undefined): string | null {
  const segments = segmentFiles(folder);
  const [only] = segments;
  if (wanted === undefined) return segments.length === 1 ? only! : segments.length === 0 ? null : folder;
  const file = path.resolve(wanted);
  const isSaved = tryToWrite(file, () => {
    if (segments.length === 1) copyFileSync(only!, file);
    else writeFileSync(file, run.bytes);
  });
  return isSaved ? file : null;
}

/** What recording one event costs is measured here and now: the machine is the same, and the run is over. */
function withOwnCost(summary: RunSummary): RunSummary {
  return { ...summary, overhead: { ...summary.overhead, nsPerEvent: measureEventNs() } };
}
