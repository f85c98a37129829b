/**
 * On which lines of a function a built-in one is called. V8 tells lines of samples in the innermost function alone: a sample in `sort`
 * names no line of the function that sorts, but that function's text does.
 */

/** A place in a file; counts from 0, as V8's. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Strings, templates and comments, in which brackets mean nothing. */
const NO_CODE = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[^]|[^`\\])*`|\/\/[^\n]*|\/\*[^]*?\*\//y;
const NAME = /^(?:\[Symbol\.)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\]?$/u;

/** Lines (from 1) of the function that begins there; none where nothing of that name is called by name. */
export function callLines(fileLines: readonly string[], start: TextPlace, name: string): number[] {
  const [, word] = NAME.exec(name) ?? [];
  if (word === undefined) return [];
  const call = new RegExp(`(?<![\\p{ID_Continue}$])${word.replaceAll('$', '\\$')}\\s*(?:\\?\\.)?\\(`, 'u');
  return textOfFunction(fileLines, start)
    .split('\n')
    .flatMap((line, index) => (call.test(line) ? [start.line + index + 1] : []));
}

/** With nothing in place of comments and plain strings; in templates are calls. A module begins where its file does. */
function textOfFunction(fileLines: readonly string[], { line, column }: TextPlace): string {
  const text = [(fileLines[line] ?? '').slice(column), ...fileLines.slice(line + 1)].join('\n');
  const isModule = line === 0 && column === 0;
  let found = '';
  let depth = 0;
  let isBody = false;
  for (let at = 0; at < text.length; at++) {
    NO_CODE.lastIndex = at;
    const [skipped] = NO_CODE.exec(text) ?? [];
    if (skipped !== undefined) {
      found += skipped.startsWith('`') ? skipped : skipped.replaceAll(/[^\n]/g, '');
      at += skipped.length - 1;
      continue;
    }
    const char = text[at]!;
    if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
    else if (text.startsWith('=>', at) && depth === 0) isBody = true;
    // A block ends with its bracket; the body of an arrow function that has none, where what it is a part of goes on.
    const isEnd = depth < 0 || (depth === 0 && (char === '}' || (isBody && (char === ',' || char === ';'))));
    if (isEnd && !isModule) break;
    found += char;
  }
  return found;
}
