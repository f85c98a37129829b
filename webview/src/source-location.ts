import type { SourceLocation } from '../../trace/src/query.ts';

/** Reads `file.ts:14` or `file.ts:14:3`; null where it is no place in a source. */
export function parseLocation(text: string): SourceLocation | null {
  const match = /^(.+?):(\d+)(?::(\d+))?$/.exec(text);
  if (!match?.[1]) return null;
  return { file: match[1], line: Number(match[2]), column: Number(match[3] ?? 1) };
}

/** The same place, where the file is relative to the folder of a script. */
export function besideScript(location: SourceLocation, script: string): SourceLocation {
  if (/^([a-z][a-z\d+.-]*:|[/\\])/i.test(location.file)) return location;
  const folder = script.slice(0, Math.max(script.lastIndexOf('/'), script.lastIndexOf('\\')) + 1);
  return { ...location, file: `${folder}${location.file}` };
}

/** `pi.ts:14`, without the folders. */
export function shortLocation({ file, line }: SourceLocation): string {
  return `${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)}:${line}`;
}

export interface TextPart {
  readonly text: string;
  readonly location?: SourceLocation;
}

/** Splits a sentence into text and the places of the source it names. `known` are tried first, longest first. */
export function splitLocations(sentence: string, known: readonly string[]): TextPart[] {
  const escaped = [...new Set(known)]
    .filter((text) => parseLocation(text))
    .sort((a, b) => b.length - a.length)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const place = new RegExp([...escaped, '[^\\s"\'()<>]+\\.[cm]?[jt]sx?:\\d+(?::\\d+)?'].join('|'), 'g');
  const parts: TextPart[] = [];
  let done = 0;
  for (const match of sentence.matchAll(place)) {
    const location = parseLocation(match[0]);
    if (!location) continue;
    if (match.index > done) parts.push({ text: sentence.slice(done, match.index) });
    parts.push({ text: match[0], location });
    done = match.index + match[0].length;
  }
  if (done < sentence.length) parts.push({ text: sentence.slice(done) });
  return parts;
}
