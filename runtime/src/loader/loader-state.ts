/** What a worker's loader is told by its parent: cloneable, and cheap to clone because the texts are shared memory. */
import { host, HOST_VERSION } from './host.ts';
import { mainScript } from './main-script.ts';
import type { Resolutions } from './resolutions.ts';
import type { ModuleFormat } from './transform-cache.ts';

export interface LoaderState {
  readonly version: number;
  /** URL of the script that was started; `null` for `node -e`, the REPL and standard input. */
  readonly script: string | null;
  /** `false` when the script runs without our loader: Node then strips the types itself. */
  readonly transforms: boolean;
  /** The TypeScript files that the main thread has loaded: URL -> JavaScript. */
  readonly files: ReadonlyMap<string, SharedFile>;
  readonly resolutions: Resolutions;
}

export interface SharedFile {
  readonly format: ModuleFormat;
  /** UTF-8; in memory that threads share, where the reader is a thread. */
  readonly bytes: Uint8Array;
}

const files = new Map<string, SharedFile>();

/** State for a process of its own that is about to start, with which nothing can be shared. Throws HostMismatchError. */
export function copiedLoaderState(): LoaderState {
  const state = loaderState();
  const copied = Array.from(
    state.files,
    ([url, { format, bytes }]) => [url, { format, bytes: Uint8Array.from(bytes) }] as const,
  );
  return { ...state, files: new Map(copied) };
}

/** State for the `workerData` of a worker that is about to start. Throws HostMismatchError. */
export function loaderState(): LoaderState {
  const { transformed, transforms, resolved } = host();
  for (const [url, { format, code }] of transformed) {
    if (files.has(url)) continue;
    const text = Buffer.from(code, 'utf8');
    const bytes = new Uint8Array(new SharedArrayBuffer(text.length));
    bytes.set(text);
    files.set(url, { format, bytes });
  }
  return { version: HOST_VERSION, script: mainScript(), transforms, files, resolutions: resolved };
}
