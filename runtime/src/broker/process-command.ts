/** The command line by which a process of its own is started: Node as this one was, with our entry as its script. */
import { fileURLToPath } from 'node:url';
import type { ResourceLimits } from 'node:worker_threads';
import type { ProcessCommand } from '../../../protocol/src/process.ts';
import { entryUrl } from '../package-dir.ts';
import { withoutOwnPreloads } from '../process/worker-flags.ts';

/** Flags that concern the program's main script, or a port that only one process can have. */
const NOT_INHERITED = /^--(?:inspect|watch|test|check|eval|print|interactive)|^-[epci]+(?:=|$)/;

/** `codeFolder` is where V8's code is kept: the child's Node is told, and hides it from its program. */
export function commandOf(limits: ResourceLimits | undefined, codeFolder: string | null): ProcessCommand {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  if (codeFolder !== null) env['NODE_COMPILE_CACHE'] = codeFolder;
  return {
    execPath: process.execPath,
    flags: [...withoutOwnPreloads(process.execArgv).filter((flag) => !NOT_INHERITED.test(flag)), ...flagsOf(limits)],
    args: [fileURLToPath(entryUrl('worker')), ...process.argv.slice(2)],
    env,
  };
}

/** Node's flags for what `resourceLimits` of a worker thread say. */
function flagsOf(limits: ResourceLimits = {}): string[] {
  const flags: string[] = [];
  const { maxOldGenerationSizeMb, maxYoungGenerationSizeMb, stackSizeMb } = limits;
  if (maxOldGenerationSizeMb !== undefined) flags.push(`--max-old-space-size=${Math.ceil(maxOldGenerationSizeMb)}`);
  // V8's young generation is three semi-spaces.
  if (maxYoungGenerationSizeMb !== undefined)
    flags.push(`--max-semi-space-size=${Math.max(1, Math.floor(maxYoungGenerationSizeMb / 3))}`);
  if (stackSizeMb !== undefined) flags.push(`--stack-size=${Math.floor(stackSizeMb * 1024)}`);
  return flags;
}
