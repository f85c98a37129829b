/** Profile in Parallel: by the lens, by the command, by a task of tasks.json. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { suite, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import type { RunSession } from '../../../extension/src/run-session.ts';
import { runsOfWindow } from './extension-under-test.ts';
import { eventually, workspaceFolder, writeScript } from './workspace-files.ts';

/** Line 4 is the hot one. */
const BUSY = `import { isMain, Pool } from 'parascope';
function work(rounds: number): number {
  let sum = 0;
  for (let i = 0; i < rounds; i++) sum += Math.sqrt(i) * Math.sin(i);
  return sum;
}
if (isMain) {
  await using pool = new Pool(2);
  await pool.map(work, [1e7, 1e7]);
}
`;

async function assertProfiled(session: RunSession, name: string): Promise<void> {
  const { phase, summary } = await session.over;
  assert.deepEqual(phase, { type: 'ended', exitCode: 0 });
  const [hottest] = summary?.hotLines ?? [];
  assert.equal(hottest?.location, `${name}:4`);
  assert.equal(hottest.function, 'work');
  assert.ok(readdirSync(session.folder).includes('merged.cpuprofile'));
}

suite('profile', () => {
  teardown(async () => {
    await (await runsOfWindow()).stop();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('the lens profiles: the run ends with its hot lines', async () => {
    const uri = writeScript('profile-lens.ts', BUSY);
    await vscode.window.showTextDocument(uri);
    const lens = await eventually('the lens', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
      return found.find(({ command }) => command?.title === 'Profile')?.command;
    });
    const args = (lens.arguments ?? []) as unknown[];
    const session = await vscode.commands.executeCommand<RunSession>(lens.command, ...args);
    await assertProfiled(session, 'profile-lens.ts');
    assert.equal(session.cpuProfile, true);
  });

  test('a run that is not profiled has no hot lines', async () => {
    const uri = writeScript('profile-not.ts', BUSY);
    const session = await vscode.commands.executeCommand<RunSession>('parascope.runInParallel', uri);
    const { summary } = await session.over;
    assert.ok(summary && !('hotLines' in summary));
  });

  test('a task of tasks.json profiles when it says so', async () => {
    const uri = writeScript('profile-task.ts', BUSY);
    const folder = path.join(workspaceFolder(), '.vscode');
    mkdirSync(folder, { recursive: true });
    const task = { type: 'parascope', label: 'profile it', script: 'profile-task.ts', cpuProfile: true };
    writeScript('.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks: [task] }));
    try {
      await eventually('the task', async () => {
        const tasks = await vscode.tasks.fetchTasks({ type: 'parascope' });
        return tasks.find(({ name }) => name === 'profile it');
      });
      await vscode.commands.executeCommand('workbench.action.tasks.runTask', 'profile it');
      const runs = await runsOfWindow();
      await assertProfiled(await eventually('a run', () => runs.sessionOf(uri)), 'profile-task.ts');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
