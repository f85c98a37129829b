/** `parascope export`: one file of a run's segments, for other programs. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { toArrowFile, toArrowStream } from '../../trace/src/arrow-export.ts';
import { readTrace } from '../../trace/src/ipc-reader.ts';
import type { ExportArguments } from './arguments.ts';
import { readRun } from './read-run.ts';

/** Writes the trace as one Arrow stream, or with `--arrow` in Arrow's file format, and says where. */
export function exportCommand(args: ExportArguments): number {
  const batches = readTrace(readRun(args.trace).bytes);
  const base = path.resolve(args.trace).replace(/\.parascope$/, '');
  const file = args.output === undefined ? `${base}${args.arrow ? '.arrow' : '.arrows'}` : path.resolve(args.output);
  writeFileSync(file, args.arrow ? toArrowFile(batches) : toArrowStream(batches));
  process.stdout.write(`${file}\n`);
  return 0;
}
