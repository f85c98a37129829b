/** What is printed of an error that nobody caught in main: it opens with the user's line, where ours is all that Node would show. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DeadlockError, ParascopeError } from '../errors.ts';
import { cleanStacks, isOwnFrame } from './own-frames.ts';
import { withoutWaits } from './report-error.ts';

/** Once, in main. Node prints the stack right after these listeners have run. */
export function improveUncaughtErrors(): void {
  process.on('uncaughtExceptionMonitor', (error: unknown) => {
    if (process.listenerCount('uncaughtException') === 0 && error instanceof Error) improve(error);
  });
}

function improve(error: Error): void {
  try {
    const frames = framesOf(error);
    const users = frames.find((frame) => !isOwnFrame(frame) && !frame.includes('node:'));
    const isDeadlock = error instanceof DeadlockError;
    // What the user's code threw, Node shows as it should be shown; where it did not call us, our frames are all there is.
    if (users === undefined || !(error instanceof ParascopeError || isOwnFrame(frames[0]!))) return;
    cleanStacks(error);
    error.stack = `${excerptOf(users)}${isDeadlock ? withoutWaits(error) : error.stack}`;
  } catch {
    // An error that does not let itself be changed, or a file that is gone: Node prints it as it is.
  }
}

function framesOf({ stack }: Error): string[] {
  return (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
}

/** File and line, the line's text, a caret below the place, and an empty line, as Node prints them. */
function excerptOf(frame: string): string {
  const [, name = '', line = '', column = ''] = /^\s+at (?:async )?(?:.*\()?(.+?):(\d+):(\d+)\)?$/.exec(frame) ?? [];
  const file = name.startsWith('file:') ? fileURLToPath(name) : name;
  const text = readFileSync(file, 'utf8').split('\n')[Number(line) - 1];
  if (text === undefined) return '';
  // Tabs stay tabs, so that the caret stands below its place.
  const before = text.slice(0, Number(column) - 1).replaceAll(/[^\t]/g, ' ');
  return `${file}:${line}\n${text}\n${before}^\n\n`;
}
