/** Options among the arguments of a command, by how each is written. Pure. */

/** Written on the command line in a way that makes no sense; the message says what was expected. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

/** Commands whose arguments may be those of a script. */
const RUNNERS: ReadonlySet<string> = new Set(['run', 'scale']);

/** How an option is written: `--x`, `--x VALUE` (or `--x=VALUE`), `--x[=VALUE]`. */
type Form = 'flag' | 'value' | 'optional';
export type Forms = Readonly<Record<string, Form>>;

/** The options until the first argument that is none (or, with `anywhere`, among the others), and what remains. */
export function takeOptions(
  args: readonly string[],
  forms: Forms,
  command: string,
  { anywhere = false }: { anywhere?: boolean } = {},
): { options: Map<string, string>; rest: string[] } {
  const options = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (!arg.startsWith('-') || arg === '-') {
      if (!anywhere) return { options, rest: args.slice(at) };
      rest.push(arg);
      continue;
    }
    if (arg === '--') return { options, rest: [...rest, ...args.slice(at + 1)] };
    const [name, value] = splitOption(arg);
    const form = name === '--help' || name === '-h' ? 'flag' : forms[name];
    if (form === undefined) throw new UsageError(unknownOption(name, command, Object.keys(forms)));
    if (form === 'flag' && value !== undefined) throw new UsageError(`${name} takes no value, found ${value}`);
    if (form === 'value' && (value ?? args[++at] ?? '') === '') throw new UsageError(`${name} needs a value`);
    options.set(name === '-h' ? '--help' : name, value ?? (form === 'value' ? args[at]! : ''));
  }
  return { options, rest };
}

export function splitOption(arg: string): [name: string, value: string | undefined] {
  const equals = arg.indexOf('=');
  return equals < 0 ? [arg, undefined] : [arg.slice(0, equals), arg.slice(equals + 1)];
}

function unknownOption(name: string, command: string, known: readonly string[]): string {
  if (/^(-e|-p|-pe|--eval|--print)$/.test(name))
    return `${name} has no file that workers could load: save the program as a file, say program.ts, and run that`;
  const expected = known.length === 0 ? 'none' : known.join(', ');
  const hint = RUNNERS.has(command) ? '. Options of the script stand after it.' : '';
  return `unknown option ${name} of ${command}: expected ${expected}${hint}`;
}
