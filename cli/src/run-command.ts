/** `parascope run`: starts the script at once, and loads the analysis while it runs. */
import { RUN_PROTOCOL } from '../../protocol/src/run.ts';
import type { RunArguments } from './arguments.ts';
import { exitCodeOf, wordsOfEnd } from './exit-words.ts';
import { launch } from './launch.ts';
import { assertWritable } from './output-file.ts';
import { createRunFolder, pruneRuns } from './run-folder.ts';
import { findScript } from './script-file.ts';

/** Gives the exit code of the script. */
export async function runCommand(args: RunArguments): Promise<number> {
  const script = findScript(args.script, process.cwd());
  assertWritable('--json', args.json);
  assertWritable('--report', args.report);
  assertWritable('--trace', args.trace);
  const folder = args.record ? createRunFolder(script, args.runDir) : undefined;
  const ended = launch({
    script,
    scriptArgs: args.scriptArgs,
    setup: { protocol: RUN_PROTOCOL, runDir: folder ?? null, script, serial: args.serial, launcher: process.pid },
    watchOutput: args.json === '',
    cpuProfile: args.cpuProfile,
  });
  if (folder !== undefined && args.runDir === undefined) pruneRuns(folder);
  const finish = folder === undefined ? undefined : import('./finish-run.ts');
  const end = await ended;
  if (finish === undefined || folder === undefined) {
    const words = wordsOfEnd(end, undefined);
    if (words !== undefined) process.stderr.write(`parascope: ${words}\n`);
  } else {
    (await finish).finishRun(args, script, folder, end);
  }
  return exitCodeOf(end);
}
