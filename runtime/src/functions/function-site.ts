/** A function's place in the trace. */
import { sourcePlace } from '../instrument/call-site.ts';
import { siteId } from '../instrument/record.ts';
import type { FunctionRef } from './function-ref.ts';

/** The name of a function in errors and in the trace. */
export function functionName(ref: FunctionRef): string {
  if (ref.kind === 'builtin') return ref.path.join('.');
  return ref.name === '' ? 'the inline function' : ref.name;
}

/** The site id of a function; 0 while nothing is recorded, and for functions of the language or of `bind()`. */
export function functionSite(ref: FunctionRef): number {
  if (ref.kind !== 'module') return 0;
  return siteId(ref.name, sourcePlace(ref.url, ref.line + 1, ref.column + 1));
}
