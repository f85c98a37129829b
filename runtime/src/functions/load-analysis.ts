import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { OWN_FOLDER } from '../loader/user-file.ts';

type Analysis = typeof import('./analysis.ts');

let loaded: Analysis | undefined;

/** The analysis, loaded at the first call: most programs never need it, and the parser takes 10 ms. */
export function analysis(): Analysis {
  return (loaded ??= createRequire(import.meta.url)(fileURLToPath(new URL('analysis.js', OWN_FOLDER))) as Analysis);
}
