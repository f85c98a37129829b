/** `parascope run`: starts the script at once, and loads the analysis while it runs. */
import { RUN_PROTOCOL } from '../../protocol/src/run.ts';
import type { RunArguments } from './arguments.ts';
import { exitCodeOf, wordsOfEnd } from './exit-words.ts';
import { launch } from './launch.ts';
import { assertWritable } from './output-file.ts';
import { createRunFolder, pruneRuns } from './run-folder.ts';
import { findScript } from './script-file.ts';

/** Before, no script is taken for one that does not move. */
const FIRST_LOOK_MS = 1000;

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
    setup: {
      protocol: RUN_PROTOCOL,
      runDir: folder ?? null,
      script,
      serial: args.serial,
      recordArguments: args.recordArguments,
      ...(args.startMethod !== undefined && { startMethod: args.startMethod }),
      launcher: process.pid,
    },
    watchOutput: args.json === '',
    cpuProfile: args.cpuProfile,
  });
  if (folder !== undefined && args.runDir === undefined) pruneRuns(folder);
  const finish = folder === undefined ? undefined : import('./finish-run.ts');
  const watch = folder === undefined || args.stallAfterMs === 0 ? undefined : watchLater(folder, args.stallAfterMs);
  const end = await ended.finally(() => watch?.[Symbol.dispose]());
  if (finish === undefined || folder === undefined) {
    const words = wordsOfEnd(end, undefined);
    if (words !== undefined) process.stderr.write(`parascope: ${words}\n`);
  } else {
    await (await finish).finishRun(args, script, folder, end);
  }
  return exitCodeOf(end);
}

/** Loads the watch when it may have something to say: most scripts are over before. */
function watchLater(folder: string, afterMs: number): Disposable {
  let watch: Disposable | undefined;
  const load = async (): Promise<void> => {
    const { watchForStall } = await import('./stall-watch.ts');
    if (!over) watch = watchForStall(folder, afterMs);
  };
  let over = false;
  const timer = setTimeout(() => void load(), Math.min(FIRST_LOOK_MS, afterMs));
  timer.unref();
  return {
    [Symbol.dispose]: () => {
      over = true;
      clearTimeout(timer);
      watch?.[Symbol.dispose]();
    },
  };
}
