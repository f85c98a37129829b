/** What `run` and `report` have in common: the summary as text, JSON, chart and HTML. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { foldHelpers } from '../../trace/src/analysis/fold-helpers.ts';
import type { RunSummary } from '../../trace/src/summary.ts';
import { textGantt } from '../../trace/src/text-gantt.ts';
import { summaryLines } from './print-summary.ts';
import type { ReadRun } from './read-run.ts';
import { writeReport } from './report-html.ts';
import { tryToWrite } from './try-to-write.ts';

/** Width of the chart where there is no terminal. */
const COLUMNS = 100;

export interface Presentation {
  /** Where the lines go: standard error of `run`, standard output of `report`. */
  readonly stream: NodeJS.WriteStream;
  readonly gantt: boolean;
  readonly open: boolean;
  /** The HTML report to write, if any. */
  readonly reportFile: string | undefined;
  /** A file for the JSON; `''` = standard output, `undefined` = not wanted. */
  readonly json: string | undefined;
  /** Whether standard output stands in the middle of a line. */
  readonly midLine: boolean;
}

/** Writes everything that was asked for. */
export function present(run: ReadRun, summary: RunSummary, wanted: Presentation): void {
  const { stream, reportFile, json } = wanted;
  // Only a terminal has colours and columns, whatever the types say.
  const color = stream.isTTY && stream.hasColors() && (process.env['NO_COLOR'] ?? '') === '';
  const width = stream.isTTY ? stream.columns : COLUMNS;
  if (wanted.gantt) stream.write(textGantt(run.model, { width, color }));
  // With `report --json` the object is all that standard output gets.
  if (json !== '' || stream !== process.stdout) stream.write(`${summaryLines(summary, { color }).join('\n')}\n`);
  if (summary.profiles !== undefined) stream.write(`  profiles: ${summary.profiles}\n`);
  if (reportFile !== undefined) {
    if (tryToWrite(reportFile, () => writeReport(reportFile, run.bytes, path.basename(summary.script)))) {
      stream.write(`  report: ${reportFile}\n`);
      if (wanted.open) openFile(reportFile);
    }
  }
  if (json === undefined) return;
  const text = JSON.stringify(foldHelpers(summary));
  if (json === '') process.stdout.write(`${wanted.midLine ? '\n' : ''}${text}\n`);
  else tryToWrite(json, () => writeFileSync(json, `${text}\n`));
}

/** Shows a file in the desktop's browser, where there is a desktop. */
export function openFile(file: string): void {
  const { platform, env } = process;
  const display = env['DISPLAY'] ?? env['WAYLAND_DISPLAY'] ?? '';
  if (platform !== 'win32' && platform !== 'darwin' && display === '') return;
  const url = pathToFileURL(file).href;
  const [command, args] =
    platform === 'win32'
      ? (['cmd', ['/c', 'start', '', url]] as const)
      : platform === 'darwin'
        ? (['open', [url]] as const)
        : (['xdg-open', [url]] as const);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {
    // No opener is installed: the path has been printed.
  });
  child.unref();
}
