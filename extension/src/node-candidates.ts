/** Which Node runs a script: the first that is new enough of setting, workspace, PATH, the editor's own. Pure. */

/** The oldest Node that the runtime supports. */
export const OLDEST_NODE = [22, 20] as const;

export interface NodeCandidate {
  readonly source: 'setting' | 'workspace' | 'path' | 'editor';
  readonly path: string;
  /** Environment that makes the file behave as Node. */
  readonly env: Readonly<Record<string, string>>;
}

export interface ChosenNode extends NodeCandidate {
  /** `24.21.0` */
  readonly version: string;
}

export interface RejectedNode {
  readonly candidate: NodeCandidate;
  /** Its version when it is too old; absent when it does not run. */
  readonly version?: string;
}

export type NodeChoice =
  | { readonly type: 'chosen'; readonly node: ChosenNode; readonly rejected: readonly RejectedNode[] }
  | { readonly type: 'none'; readonly rejected: readonly RejectedNode[] };

export interface NodePlaces {
  readonly platform: NodeJS.Platform;
  /** The setting; empty = not set. */
  readonly nodePath: string;
  /** Folders whose `node_modules/node` counts, nearest first. */
  readonly folders: readonly string[];
  /** The PATH variable. */
  readonly searchPath: string;
  /** The editor's own executable, and whether it is Electron. */
  readonly editor: { readonly path: string; readonly electron: boolean };
}

/** Candidates in order. A set `nodePath` is the only one: who names a Node does not want another. */
export function nodeCandidates(places: NodePlaces): NodeCandidate[] {
  const windows = places.platform === 'win32';
  const file = windows ? 'node.exe' : 'node';
  const join = (...parts: string[]): string => parts.join(windows ? '\\' : '/');
  if (places.nodePath !== '') return [{ source: 'setting', path: places.nodePath, env: {} }];
  return [
    ...places.folders.map((folder) => candidate('workspace', join(folder, 'node_modules', 'node', 'bin', file))),
    ...places.searchPath
      .split(windows ? ';' : ':')
      .filter((folder) => folder !== '')
      .map((folder) => candidate('path', join(folder, file))),
    {
      source: 'editor',
      path: places.editor.path,
      env: places.editor.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {},
    },
  ];
}

function candidate(source: NodeCandidate['source'], path: string): NodeCandidate {
  return { source, path, env: {} };
}

/**
 * Takes the first candidate that is new enough. `versionOf` gives the version of one, `null` when there is a file that
 * does not run, `undefined` when there is no file.
 */
export async function chooseNode(
  candidates: readonly NodeCandidate[],
  versionOf: (candidate: NodeCandidate) => Promise<string | null | undefined>,
): Promise<NodeChoice> {
  const rejected: RejectedNode[] = [];
  for (const candidate of candidates) {
    const version = await versionOf(candidate);
    if (version === undefined && candidate.source !== 'setting') continue;
    if (version && isNewEnough(version)) return { type: 'chosen', node: { ...candidate, version }, rejected };
    rejected.push(version ? { candidate, version } : { candidate });
  }
  return { type: 'none', rejected };
}

/** Whether a version (`22.20.0`, `v24.1.0`) is `OLDEST_NODE` or newer. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}
