/** The command line flags of this process that its workers get. */

/** Preloads; the value may be a word of its own. */
const PRELOAD = /^(--require|-r|--import)(?:=(.*))?$/s;
const OWN_PRELOAD = /parascope[\\/]register|dist[\\/]register\.js$/;
/** Node refuses a worker that is given a flag of the whole process, such as V8's; these it takes. */
const PER_THREAD =
  /^--(?:no-)?(?:conditions|experimental|enable-source-maps|warnings|deprecation|throw-deprecation|trace-|preserve-symlinks|unhandled-rejections|permission|allow-|inspect|cpu-prof)/;

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
  const kept: string[] = [];
  for (let i = 0; i < execArgv.length; i++) {
    const flag = execArgv[i]!;
    const preload = PRELOAD.exec(flag);
    if (preload === null) {
      kept.push(flag);
      continue;
    }
    const value = preload[2] ?? execArgv[++i] ?? '';
    if (!OWN_PRELOAD.test(value)) kept.push(`${preload[1]!}=${value}`);
  }
  return kept;
}

/** See `workerFlags`. */
export function filterFlags(execArgv: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < execArgv.length; i++) {
    const flag = execArgv[i]!;
    const preload = PRELOAD.exec(flag);
    if (preload !== null) {
      const value = preload[2] ?? execArgv[++i] ?? '';
      if (!OWN_PRELOAD.test(value)) kept.push(preload[1]!, value);
    } else if (flag === '-C') kept.push(`--conditions=${execArgv[++i] ?? ''}`);
    else if (PER_THREAD.test(flag)) {
      kept.push(flag);
      if (flag === '--conditions') kept.push(execArgv[++i] ?? '');
    }
  }
  return kept;
}
