import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { host } from './host.ts';

/** URL of the script that this process was started with, or `null` where there is no file. */
export function mainScript(): string | null {
  const shared = host();
  return (shared.script ??= findMainScript());
}

function findMainScript(): string | null {
  const named = process.argv[1];
  if (named === undefined || named === '-' || process.execArgv.some(isEvalFlag)) return null;
  try {
    // As Node finds it: without extension, a folder's index, through links.
    return pathToFileURL(realpathSync(createRequire(named).resolve(named))).href;
  } catch {
    // No such file: Node has said so already.
    return null;
  }
}

function isEvalFlag(arg: string): boolean {
  return /^-[pe]{1,2}$|^-i$|^--(?:eval|print|interactive)(?:=|$)/.test(arg);
}
