/** What the extension is made of, as far as its commands and its tests reach it. */
import type * as vscode from 'vscode';
import type { Runs } from './runs.ts';
import type { ShownTraces } from './shown-traces.ts';

/** What `activate` gives to others, which are our own tests. */
export interface ExtensionApi {
  /** The runs of this window. */
  readonly runs: () => Promise<Runs>;
}

/** The parts of the extension that commands reach. */
export interface ExtensionParts extends ExtensionApi {
  readonly context: vscode.ExtensionContext;
  /** The `parascope` command's first module: a path, it is built elsewhere. */
  readonly cli: string;
  /** The trace worker's bundle. */
  readonly traceWorker: string;
  readonly shown: ShownTraces;
  /** A path inside the installed extension. */
  readonly path: (...segments: readonly string[]) => string;
}
