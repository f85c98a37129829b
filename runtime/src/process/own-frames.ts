/** Which lines of a stack are this package's or Node's own: they say nothing to the user. */
import { fileURLToPath } from 'node:url';
import { distUrl } from '../package-dir.ts';

let own: readonly string[] | undefined;

/** Whether the script or the frame's line belongs to this package. */
export function isOwnFrame(text: string): boolean {
  own ??= [distUrl, fileURLToPath(distUrl), fileURLToPath(new URL('../src/', distUrl))];
  return own.some((part) => text.includes(part));
}

/** Cleans the stacks of an error and of its causes. */
export function cleanStacks(error: unknown): void {
  const seen = new Set<unknown>();
  try {
    for (let each = error; each instanceof Error && !seen.has(each); each = each.cause) {
      seen.add(each);
      if (typeof each.stack === 'string') replaceStack(each, withoutOwnFrames(each.stack));
    }
  } catch {
    // A getter or a proxy's trap threw: what cannot be looked at stays as it is.
  }
}

/**
 * Gives the error that stack; a frozen one keeps its own. Not by assignment, which has V8 forget where it was made: Node
 * would then print a line of its own above an error that nobody catches.
 */
export function replaceStack(error: Error, stack: string): void {
  Reflect.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true, enumerable: false });
}

/** The text without lines of the package, and without what Node called before the user's first line. */
function withoutOwnFrames(text: string): string {
  const lines = text.split('\n');
  const kept = lines.filter((line) => !/^\s+at /.test(line) || !isOwnFrame(line));
  if (kept.length === lines.length) return text;
  return kept.filter((line) => !/^\s+at .*(?:node:internal\/|node:async_hooks)/.test(line)).join('\n');
}
