/**
 * What specifiers mean, found once per program: workers get the main thread's findings along with its JavaScript, because
 * finding them again (package.json, tsconfig.json, candidates) takes each start of a worker a millisecond or more.
 */
import type { ResolveFnOutput, ResolveHookContext } from 'node:module';
import { host } from './host.ts';
import { isUserFile } from './user-file.ts';

/** Key of a resolution -> URL. */
export type Resolutions = ReadonlyMap<string, string>;

let fromParent: Resolutions = new Map();

/** In a worker: uses what the parent has found. */
export function useResolutions(resolutions: Resolutions): void {
  fromParent = resolutions;
}

/** What the parent found, if it was asked the same. */
export function knownResolution(specifier: string, context: ResolveHookContext): ResolveFnOutput | undefined {
  if (fromParent.size === 0) return undefined;
  const key = keyOf(specifier, context);
  const url = key === undefined ? undefined : fromParent.get(key);
  if (key === undefined || url === undefined) return undefined;
  // For the workers of this worker.
  host().resolved.set(key, url);
  return { url, shortCircuit: true };
}

/** Notes a finding for workers to come. */
export function noteResolution(specifier: string, context: ResolveHookContext, { url }: ResolveFnOutput): void {
  const key = url.startsWith('file:') ? keyOf(specifier, context) : undefined;
  if (key !== undefined) host().resolved.set(key, url);
}

/** Only the user's modules, and nothing that attributes may change. */
function keyOf(specifier: string, context: ResolveHookContext): string | undefined {
  const { parentURL, importAttributes, conditions } = context;
  if (parentURL === undefined || !isUserFile(parentURL)) return undefined;
  for (const _ in importAttributes) return undefined;
  return `${conditions.includes('require') ? 'require' : 'import'} ${parentURL} ${specifier}`;
}
