/**
 * What all copies of this package in one thread share. A script may import its own project's `parascope` while another
 * copy launched it; they meet on `globalThis`.
 */
import { HostMismatchError } from '../errors.ts';
import type { Transformed } from './transform-cache.ts';

/** Raised when the meaning of `Host` or `LoaderState` changes. */
export const HOST_VERSION = 2;
const KEY = Symbol.for('parascope.host');

export interface Host {
  readonly version: number;
  /** Where the copy that came first lies, for messages. */
  readonly origin: string;
  /** JavaScript of the user's TypeScript files in this thread, by URL: made here or received from the parent. */
  readonly transformed: Map<string, Transformed>;
  /** What specifiers in the user's files mean: see `resolutions.ts`. */
  readonly resolved: Map<string, string>;
  /** Whether our loader makes TypeScript run in this thread; without it Node strips the types. */
  transforms: boolean;
  /** URL of the script that the process was started with; `null`: none, `undefined`: not asked yet. */
  script: string | null | undefined;
}

/** The thread's host, created by the first copy that asks. Throws HostMismatchError when that copy has another version. */
export function host(): Host {
  const slot = globalThis as Record<symbol, Host | undefined>;
  const found = (slot[KEY] ??= {
    version: HOST_VERSION,
    origin: import.meta.url,
    transformed: new Map(),
    resolved: new Map(),
    transforms: false,
    script: undefined,
  });
  if (found.version !== HOST_VERSION)
    throw new HostMismatchError(
      `two copies of parascope do not fit together: the script imports ${import.meta.url} (protocol ${HOST_VERSION}), ` +
        `but ${found.origin} (protocol ${found.version}) started it. Install the same version in both places.`,
    );
  return found;
}
