/** Where the user's code called into the package. */
import { fileURLToPath } from 'node:url';
import { getCallSites } from 'node:util';
import { isOwnFrame } from './own-frames.ts';

/** `file:line` of the first frame outside this package, in the user's own TypeScript where source maps are on; null if there is none. */
export function userFrame(): string | null {
  const frames = getCallSites(64);
  const index = frames.findIndex(
    ({ scriptName }) => scriptName !== '' && !scriptName.startsWith('node:') && !isOwnFrame(scriptName),
  );
  const frame = frames[index];
  if (frame === undefined) return null;
  const mapped = getCallSites(64, { sourceMap: true })[index] ?? frame;
  const file = mapped.scriptName.startsWith('file:') ? fileURLToPath(mapped.scriptName) : mapped.scriptName;
  return `${file}:${mapped.lineNumber}`;
}
