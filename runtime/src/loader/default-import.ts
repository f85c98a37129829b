/** `import mp from 'parascope'`: the package has named exports only, and Node's words for it do not say what to write. */
import type { ParseFailure } from './syntax-error.ts';

/** As esbuild prints it. */
const PRINTED = /^import (?:[\w$]+(?:, .*)?|\{ default as .*) from "parascope";$/m;
const WRITTEN = /^[ \t]*import\s+([\w$]+)[^;'"]*\bfrom\s*['"]parascope['"]/m;

/** What is wrong with an ES module that imports the package's default export; undefined where it does not. Pure. */
export function defaultImportOf(file: string, source: string, code: string): ParseFailure | undefined {
  if (!PRINTED.test(code)) return undefined;
  const found = WRITTEN.exec(source);
  const name = found?.[1] ?? 'mp';
  const text = `parascope has no default export: write import * as ${name} from 'parascope'`;
  if (found === null) return { errors: [{ text, location: null }] };
  const at = found.index + found[0].indexOf(name, found[0].indexOf('import') + 'import'.length);
  const start = source.lastIndexOf('\n', at - 1) + 1;
  const lineText = source.slice(start).split(/\r?\n/, 1)[0] ?? '';
  const line = source.slice(0, at).split('\n').length;
  const column = Buffer.byteLength(source.slice(start, at));
  return { errors: [{ text, location: { file, line, column, length: name.length, lineText } }] };
}
