/** extension <-> language server, beyond LSP itself; and the words by which both know a parallel script. */

/** Every kind of main guard that the lens and the runtime know. */
export type GuardKind = 'isMain' | 'import.meta.main' | 'require.main' | 'isMainThread' | 'process.argv';

/** Command behind the run lens; the extension registers it. Argument: the document's URI as a string. */
export const RUN_COMMAND = 'parascope.runInParallel';
/** Command behind the profile lens. Argument: the document's URI as a string. */
export const PROFILE_COMMAND = 'parascope.profileInParallel';
/** Command behind the result lens. Argument: the document's URI as a string. */
export const SHOW_TIMELINE_COMMAND = 'parascope.showTimeline';

/** Languages (VS Code's ids) whose scripts have lenses. */
export const SCRIPT_LANGUAGES = ['typescript', 'javascript', 'typescriptreact', 'javascriptreact'] as const;

/** When lenses are shown: in files that use a parallel module, in every file with a main guard, never. */
export const CODE_LENS_MODES = ['auto', 'always', 'off'] as const;
export type CodeLensMode = (typeof CODE_LENS_MODES)[number];

/** Packages and built-in modules (without `node:`) whose import makes a script a parallel one. */
export const PARALLEL_MODULES = [
  'parascope',
  'worker_threads',
  'child_process',
  'cluster',
  'piscina',
  'tinypool',
  'workerpool',
  'poolifier',
  'threads',
  'jest-worker',
  'node-worker-threads-pool',
  'comlink',
] as const;

const parallelModule = new RegExp(`['"\`](?:node:)?(?:${PARALLEL_MODULES.join('|')})(?:/[^'"\`\\n]*)?['"\`]`);

/** A cheap test that every parallel script passes: whether the text names one of the modules in quotes. */
export function namesParallelModule(text: string): boolean {
  return parallelModule.test(text);
}

/** A cheap test that every script with a main guard passes. */
export function namesMainGuard(text: string): boolean {
  return /\bisMain|\bmeta\b|\bmain\b|\bargv\b/.test(text);
}

/** What the server is told when it starts: its words in the editor's language. */
export interface ServerOptions {
  readonly runTitle: string;
  readonly profileTitle: string;
  /** `{0}` = time of day, `{1}` = the verdict's first sentence. */
  readonly lastRunTitle: string;
}

/** Result of the last run of a script: extension -> server notification `parascope/lastRun`. */
export interface LastRun {
  readonly uri: string;
  /** Time of day at which it ended, in the reader's language: `14:20`. */
  readonly endedAt: string;
  /** The first sentence of its verdict. */
  readonly headline: string;
}
export const LAST_RUN_NOTIFICATION = 'parascope/lastRun';
