/** The command line flags of this process that its workers get. */

import { joinValues } from '../flag-words.ts';

/** Preloads with their value. */
const PRELOAD = /^--(?:require|import)=(.*)$/s;
const OWN_PRELOAD = /parascope[\\/]register|dist[\\/]register\.js$/;
/** Node refuses a worker that is given a flag of the whole process; these it takes. */
const PER_THREAD =
  /^--(?:no-)?(?:conditions|experimental|enable-source-maps|warnings|deprecation|throw-deprecation|trace-|preserve-symlinks|unhandled-rejections|permission|allow-|inspect|cpu-prof)/;
/** But not these. */
const WHOLE_PROCESS =
  /^--(?:no-)?(?:trace-event|trace-sigint|inspect-publish-uid|experimental-shadow-realm|experimental-default-type)/;

let flags: readonly string[] | undefined;

/**
 * Without preloads of this package: a worker's entry does by itself what they do, and loading them would only make it
 * start later.
 */
export function workerFlags(): string[] {
  return [...(flags ??= filterFlags(process.execArgv))];
}

/** All flags but the preloads of this package. */
export function withoutOwnPreloads(execArgv: readonly string[]): string[] {
  return joinValues(execArgv).filter((flag) => !OWN_PRELOAD.test(PRELOAD.exec(flag)?.[1] ?? ''));
}

/** See `workerFlags`. */
export function filterFlags(execArgv: readonly string[]): string[] {
  return withoutOwnPreloads(execArgv).filter((flag) => PRELOAD.test(flag) || isPerThread(flag));
}

/** V8's flags are of the whole process, whatever their names begin with: `--trace-gc`, `--allow-natives-syntax`. */
function isPerThread(flag: string): boolean {
  if (!PER_THREAD.test(flag) || WHOLE_PROCESS.test(flag)) return false;
  const known = process.allowedNodeEnvironmentFlags;
  return known.has(flag) || known.has(flag.replace(/^--no-/, '--'));
}
