/** Finds the Node for a script on this machine; see node-candidates.ts for the order. */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { setting } from './config.ts';
import { chooseNode, nodeCandidates, type NodeCandidate, type NodeChoice } from './node-candidates.ts';

const VERSION_TIMEOUT_MS = 15_000;

/** Versions by file and its time of change: asking costs a process. */
const versions = new Map<string, string | null>();

/** Chooses the Node for a script. Never rejects. */
export async function findNode(script: vscode.Uri): Promise<NodeChoice> {
  const candidates = nodeCandidates({
    platform: process.platform,
    nodePath: setting('nodePath', script),
    folders: workspaceFolders(script),
    searchPath: process.env['PATH'] ?? process.env['Path'] ?? '',
    editor: { path: process.execPath, electron: process.versions['electron'] !== undefined },
  });
  return await chooseNode(candidates, versionOf);
}

/** From the script's folder up to its workspace folder: where a project's own `node_modules` may be. */
function workspaceFolders(script: vscode.Uri): string[] {
  const root = vscode.workspace.getWorkspaceFolder(script)?.uri.fsPath;
  const folders: string[] = [];
  if (root === undefined) return folders;
  for (let folder = path.dirname(script.fsPath); ; folder = path.dirname(folder)) {
    folders.push(folder);
    if (folder === root || folder === path.dirname(folder)) return folders;
  }
}

async function versionOf(candidate: NodeCandidate): Promise<string | null | undefined> {
  if (candidate.source === 'editor') return process.versions.node;
  const file = await stat(candidate.path).catch(() => undefined);
  if (!file?.isFile()) return undefined;
  const key = `${candidate.path}\n${file.mtimeMs}`;
  const known = versions.get(key);
  if (known !== undefined) return known;
  const version = await askVersion(candidate);
  versions.set(key, version);
  return version;
}

function askVersion({ path: file, env }: NodeCandidate): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      file,
      ['--version'],
      { timeout: VERSION_TIMEOUT_MS, env: { ...process.env, NODE_OPTIONS: '', ...env }, windowsHide: true },
      (error, stdout) => resolve(error ? null : (/^v(\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? null)),
    );
  });
}
