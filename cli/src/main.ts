/** Entry of the `parascope` command. Each command is loaded when it is asked for. */
import { readFileSync } from 'node:fs';
import { distUrl } from '../../runtime/src/package-dir.ts';
import { TraceFormatError } from '../../trace/src/trace-format-error.ts';
import { parseArguments, type Arguments } from './arguments.ts';
import { UsageError } from './options.ts';

/** Exit code for mistakes on the command line. */
const USAGE_EXIT_CODE = 2;

async function dispatch(args: Arguments): Promise<number> {
  switch (args.command) {
    case 'run':
      return await (await import('./run-command.ts')).runCommand(args);
    case 'scale':
      return await (await import('./scale-command.ts')).scaleCommand(args);
    case 'report':
      return (await import('./report-command.ts')).reportCommand(args);
    case 'compare':
      return (await import('./compare-command.ts')).compareCommand(args);
    case 'export':
      return (await import('./export-command.ts')).exportCommand(args);
    case 'stop':
      return await (await import('./stop-command.ts')).stopCommand(args);
    case 'help':
      process.stdout.write((await import('./help.ts')).HELP);
      return 0;
    case 'version':
      process.stdout.write(`${packageVersion()}\n`);
      return 0;
  }
}

function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', distUrl), 'utf8')) as { version: string };
  return manifest.version;
}

/** Mistakes of the person are said in a line; anything else is ours, with its stack. */
function sayError(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`parascope: ${error.message}\n(parascope --help says more)\n`);
    return USAGE_EXIT_CODE;
  }
  if (error instanceof TraceFormatError || (error instanceof Error && 'code' in error)) {
    process.stderr.write(`parascope: ${error.message}\n`);
    return 1;
  }
  throw error;
}

/** Who reads our output may go, as `head` does: the exit code is the script's all the same. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && stream === process.stdout)
        process.stderr.write(`parascope: cannot write to standard output: ${error.message}\n`);
    });
  }
}

outliveReaders();
try {
  process.exitCode = await dispatch(parseArguments(process.argv.slice(2)));
} catch (error) {
  process.exitCode = sayError(error);
}
