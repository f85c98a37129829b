/** The user's line that called into the runtime: found on the stack and mapped to TypeScript. */
import { findSourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Frames looked at: the runtime's own are few, so the user's is among the first. */
const STACK_DEPTH = 16;
const INSTALLED = /[\\/]node_modules[\\/]/;
/** Everything under this folder (`dist/` or `src/`) is the runtime. */
const runtimeFolder = import.meta.url.replace(/\/(dist|src)\/[^?]*$/, '/$1/');
let runtimePath: string | undefined;

/** A frame of the user's code, as it runs: line and column count from 1, before source maps. */
export interface UserFrame {
  readonly label: string;
  /** Path or URL. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * The first frame outside the runtime and outside of installed packages (a pool's own line helps nobody), else the first
 * outside the runtime; `undefined` when there is none. Costs a few us.
 */
export function captureUserFrame(): UserFrame | undefined {
  let installed: UserFrame | undefined;
  for (const frame of captureFrames()) {
    const file = frame.getFileName() ?? frame.getScriptNameOrSourceURL();
    if (!file || isOurs(file)) continue;
    const isInstalled = INSTALLED.test(file);
    if (isInstalled && installed) continue;
    const found = describe(frame, file);
    if (!isInstalled) return found;
    installed = found;
  }
  return installed;
}

/** `file:line` of the user's line that called into the runtime, or awaits what it does; empty where there is none. */
export function userPlace(): string {
  const frame = captureUserFrame();
  return frame === undefined ? '' : sourcePlace(frame.file, frame.line, frame.column).replace(/:\d+$/, '');
}

/** `file:line:column` of the first frame of the user's in the stack of an error, as Node has written it; else `undefined`. */
export function placeInStack(stack: string): string | undefined {
  for (const line of stack.split('\n')) {
    const [, file, at] = /^\s+at (?:async )?(?:.*\()?((?:file:|[A-Za-z]:)?[^():]+):(\d+:\d+)\)?$/.exec(line) ?? [];
    if (file !== undefined && at !== undefined && !isOurs(file) && !INSTALLED.test(file))
      return `${toPath(file)}:${at}`;
  }
  return undefined;
}

function describe(frame: NodeJS.CallSite, file: string): UserFrame {
  const label = frame.getFunctionName() ?? '';
  return { label, file, line: frame.getLineNumber() ?? 0, column: frame.getColumnNumber() ?? 0 };
}

/** `file:line:column` in the source that the author wrote; line and column count from 1. `file` is a path or URL. */
export function sourcePlace(file: string, line: number, column: number): string {
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1);
  if (entry && 'originalSource' in entry && entry.originalSource)
    return `${toPath(entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  return `${toPath(file)}:${line}:${column}`;
}

function isOurs(file: string): boolean {
  runtimePath ??= toPath(runtimeFolder);
  return file.startsWith('node:') || file.startsWith(runtimeFolder) || file.startsWith(runtimePath);
}

function toPath(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file;
}

function captureFrames(): NodeJS.CallSite[] {
  const { stackTraceLimit } = Error;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was, never called
  const { prepareStackTrace } = Error;
  try {
    Error.stackTraceLimit = STACK_DEPTH;
    Error.prepareStackTrace = (_error, frames) => frames;
    const holder: { stack?: NodeJS.CallSite[] } = {};
    Error.captureStackTrace(holder, captureFrames);
    return holder.stack ?? [];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}
