import { findSourceMap } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Position } from './analysis.ts';

/** `pi.ts:14`: the line of the source as it was written, from a position in the running code. */
export function sourceLine(url: string, { line, column }: Position): string {
  const file = fileURLToPath(url);
  // CommonJS maps are kept by path, those of ES modules by URL.
  const entry = (findSourceMap(url) ?? findSourceMap(file))?.findEntry(line, column);
  const written = entry && 'originalLine' in entry ? entry.originalLine : line;
  return `${path.basename(file)}:${written + 1}`;
}
