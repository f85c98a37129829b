/** Short names of flags that take a value. */
const LONG_NAMES: Readonly<Record<string, string>> = { '-C': '--conditions', '-r': '--require' };

/**
 * Flags of a command line with a word of their own for the value, as one word each: `--cpu-prof-dir x` is `--cpu-prof-dir=x`,
 * `-r x` is `--require=x`. Among Node's flags a word that begins with no dash is the value of the one before it.
 */
export function joinValues(execArgv: readonly string[]): string[] {
  const flags: string[] = [];
  for (const word of execArgv) {
    if (word.startsWith('-') || flags.length === 0) flags.push(LONG_NAMES[word] ?? word);
    else flags.push(`${flags.pop()!}=${word}`);
  }
  return flags;
}
