/** Places of the JavaScript that ran as places of the source that its author wrote. */
import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isTypeScript } from '../../../runtime/src/loader/user-file.ts';
import { transformFile } from '../../../runtime/src/loader/transform.ts';
import { callLines, type TextPlace } from './call-lines.ts';

/** What ran of one file; without a map it ran as it was written. */
interface RunningSource {
  /** Path of the file. */
  readonly file: string;
  readonly map: SourceMap | undefined;
  readonly lines: readonly string[];
}

const MAP_COMMENT = /^\/\/[#@] sourceMappingURL=(.*)$/gm;

export class SourcePlaces {
  readonly #sources = new Map<string, RunningSource | undefined>();

  /** `file:line:column` (counting from 1) of a place that counts from 0; undefined for what is in no file. */
  placeAt(url: string, line: number, column: number): string | undefined {
    const source = this.#source(url);
    if (source === undefined) return undefined;
    const entry = source.map?.findEntry(line, column);
    return entry !== undefined && 'originalLine' in entry && entry.originalSource
      ? `${originalFile(entry.originalSource, source, url)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
      : `${source.file}:${line + 1}:${column + 1}`;
  }

  /** The same of a whole line, which counts from 1: of its first word. */
  placeOfLine(url: string, line: number): string | undefined {
    const text = this.#source(url)?.lines[line - 1] ?? '';
    return this.placeAt(url, line - 1, Math.max(0, text.search(/\S/)));
  }

  /** Lines of a function, as `placeOfLine` takes them, on which something of that name is called; see `callLines`. */
  linesOfCalls(url: string, start: TextPlace, name: string): number[] {
    return callLines(this.#source(url)?.lines ?? [], start, name);
  }

  #source(url: string): RunningSource | undefined {
    if (!this.#sources.has(url)) this.#sources.set(url, url.startsWith('file:') ? readSource(url) : undefined);
    return this.#sources.get(url);
  }
}

function readSource(url: string): RunningSource | undefined {
  try {
    const file = fileURLToPath(url.replace(/[?#].*$/, ''));
    // As when the script ran: its maps in packages are not read.
    if (file.includes('node_modules')) return { file, map: undefined, lines: [] };
    const written = readFileSync(file);
    const code = isTypeScript(url) ? transformFile(file, written).code : written.toString('utf8');
    return { file, map: readMap(code, url), lines: code.split('\n') };
  } catch {
    // Gone, or changed into what does not parse: the file's name and the lines that ran are still true.
    return { file: url, map: undefined, lines: [] };
  }
}

function readMap(code: string, url: string): SourceMap | undefined {
  const comment = [...code.matchAll(MAP_COMMENT)].at(-1)?.[1]?.trim();
  if (comment === undefined) return undefined;
  const [, inline] = /^data:application\/json[^,]*;base64,(.*)$/.exec(comment) ?? [];
  try {
    const text =
      inline === undefined
        ? readFileSync(new URL(comment, url), 'utf8')
        : Buffer.from(inline, 'base64').toString('utf8');
    return new SourceMap(JSON.parse(text) as SourceMapPayload);
  } catch {
    // A map that is not there, or is none, is no reason to lose the profile.
    return undefined;
  }
}

/** A file of ours has one source, itself; what another tool has made names its sources beside it. */
function originalFile(original: string, { file }: RunningSource, url: string): string {
  if (isTypeScript(url)) return file;
  const source = URL.parse(original, url);
  return source?.protocol === 'file:' ? fileURLToPath(source) : original;
}
