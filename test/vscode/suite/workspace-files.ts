/** Scripts that tests write into the open workspace, and waiting for what they cause. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';

const POLL_MS = 50;
/** A watchdog, not an expectation: on a busy machine everything takes long. */
const PATIENCE_MS = 90_000;

/** The folder that is open. */
export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return folder.uri.fsPath;
}

/** Writes a file into the workspace; gives its URI. */
export function writeScript(name: string, text: string): vscode.Uri {
  const file = path.join(workspaceFolder(), name);
  writeFileSync(file, text);
  return vscode.Uri.file(file);
}

/** Waits until `read` gives something other than undefined. Rejects with `what` when it never does. */
export async function eventually<T>(
  what: string,
  read: () => T | undefined | Thenable<T | undefined> | Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    assert.ok(Date.now() < deadline, `waited in vain for ${what}`);
    await delay(POLL_MS);
  }
}
