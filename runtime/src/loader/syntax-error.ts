/** A file that does not parse, said as Node says it of its own. */
import type { Location } from 'esbuild';

/**
 * Where a line of source has these words, Node does not print it above an uncaught error that was thrown there. They stand
 * on the line that makes and throws ours, which would say nothing to whoever wrote the file.
 */
type UnseenLine = 'node-do-not-add-exception-line';

/** A fault of a file: of esbuild's messages what is used here. */
interface Fault {
  readonly text: string;
  readonly location: Pick<Location, 'file' | 'line' | 'column' | 'length' | 'lineText'> | null;
}

export interface ParseFailure {
  readonly errors: readonly Fault[];
}

/** Whether the transformer refused the source; anything else that it throws is no fault of the file. */
export function isParseFailure(error: unknown): error is Error & ParseFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

/** What was expected, for each place: `Expected identifier but found "="`. */
export function parseFailureWords({ errors }: ParseFailure): string {
  return errors.map(({ text }) => text).join('\n');
}

export interface Placing {
  readonly error: SyntaxError;
  readonly failure: ParseFailure;
  readonly thrownOn: UnseenLine;
}

/** Gives the error a stack of the places in the user's file, each with its line and a caret, instead of our frames. */
export function atPlaces({ error, failure }: Placing): SyntaxError {
  error.stack = failure.errors
    .map((message) => `${excerptOf(message)}${error.name}: ${message.text}${frameOf(message)}`)
    .join('\n\n');
  return error;
}

/** File and line, the line's text, a caret below the place, and an empty line. */
function excerptOf({ location }: Fault): string {
  if (!location) return '';
  // Tabs stay tabs, so that the caret stands below its place.
  const before = textBefore(location).replaceAll(/[^\t]/g, ' ');
  return `${location.file}:${location.line}\n${location.lineText}\n${before}${'^'.repeat(Math.max(1, location.length))}\n\n`;
}

/** A stack without a frame is printed in brackets. */
function frameOf({ location }: Fault): string {
  return location ? `\n    at ${location.file}:${location.line}:${textBefore(location).length + 1}` : '';
}

/** The line up to the place: esbuild counts columns in bytes of UTF-8. */
function textBefore({ lineText, column }: NonNullable<Fault['location']>): string {
  return Buffer.from(lineText).subarray(0, column).toString();
}
