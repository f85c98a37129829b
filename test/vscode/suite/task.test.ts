/** Scripts as tasks: from the list, from tasks.json, again; and what they throw as problems. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { suite, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import type { RunSession } from '../../../extension/src/run-session.ts';
import { panelTabs, runsOfWindow } from './extension-under-test.ts';
import { eventually, workspaceFolder, writeScript } from './workspace-files.ts';

/** A worker writes the script's arguments into a file. */
const ECHO = `import { isMain, Process } from 'parascope';
import { appendFileSync } from 'node:fs';
function write(file: string, text: string) { appendFileSync(file, text + '\\n'); }
if (isMain) {
  const worker = new Process({ target: write, args: [process.argv[1] + '.out', process.argv.slice(2).join()] });
  worker.start();
  await worker.join();
}
`;

/** The task with that label or name, once the editor lists it. */
async function taskNamed(name: string): Promise<vscode.Task> {
  return await eventually(`the task ${name}`, async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'parascope' });
    return tasks.find((task) => task.name === name);
  });
}

async function sessionOf(uri: vscode.Uri, earlier?: RunSession): Promise<RunSession> {
  const runs = await runsOfWindow();
  return await eventually('a run', () => {
    const session = runs.sessionOf(uri);
    return session === earlier ? undefined : session;
  });
}

/** Runs a script to its end; gives the problems at it, as line and message. */
async function problemsOf(name: string, text: string): Promise<readonly string[]> {
  const uri = writeScript(name, text);
  const session = await vscode.commands.executeCommand<RunSession>('parascope.runInParallel', uri);
  await session.over;
  return await eventually('a problem', () => {
    const found = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'parascope');
    return found.length > 0
      ? found.map(({ range, message }) => `${range.start.line + 1}:${range.start.character + 1} ${message}`)
      : undefined;
  });
}

suite('task', () => {
  teardown(async () => {
    await (await runsOfWindow()).stop();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('the list of tasks offers the script of the active editor, which then runs with its panel', async () => {
    const uri = writeScript('task-active.ts', ECHO);
    await vscode.window.showTextDocument(uri);
    await vscode.tasks.executeTask(await taskNamed('task-active.ts'));
    const session = await sessionOf(uri);
    assert.deepEqual((await session.over).phase, { type: 'ended', exitCode: 0 });
    assert.ok(panelTabs().includes('task-active.ts'));
    assert.equal(readFileSync(`${uri.fsPath}.out`, 'utf8'), '\n');
  });

  test('a task of tasks.json runs its script with its arguments, and again', async () => {
    const uri = writeScript('task-file.ts', ECHO);
    const folder = path.join(workspaceFolder(), '.vscode');
    mkdirSync(folder, { recursive: true });
    const task = { type: 'parascope', label: 'echo', script: 'task-file.ts', args: ['8', 'two words'] };
    writeScript('.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks: [task] }));
    try {
      await taskNamed('echo');
      await vscode.commands.executeCommand('workbench.action.tasks.runTask', 'echo');
      const session = await sessionOf(uri);
      assert.deepEqual((await session.over).phase, { type: 'ended', exitCode: 0 });
      assert.equal(readFileSync(`${uri.fsPath}.out`, 'utf8'), '8,two words\n');
      assert.ok(session.feed.snapshot.summary, 'it was recorded');

      await vscode.commands.executeCommand('workbench.action.tasks.reRunTask');
      const again = await sessionOf(uri, session);
      assert.deepEqual((await again.over).phase, { type: 'ended', exitCode: 0 });
      assert.equal(again.feed.snapshot.lanes.filter(({ name }) => name === 'Process-1').length, 1, 'one run is shown');
      assert.equal(readFileSync(`${uri.fsPath}.out`, 'utf8'), '8,two words\n8,two words\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

suite('problems', () => {
  test('what the script throws is a problem at its line', async () => {
    const text = `import { isMain } from 'parascope';\nfunction deep() {\n  throw new RangeError('too deep');\n}\nif (isMain) deep();\n`;
    assert.deepEqual(await problemsOf('problem-main.ts', text), ['3:9 RangeError: too deep']);
  });

  test('what a task of a pool throws is one too', async () => {
    const text = `import { isMain, Pool } from 'parascope';
class Fault extends Error { override name = 'Fault'; }
function work(n: number) {
  if (n === 2) throw new Fault('of the task');
}
if (isMain) {
  await using pool = new Pool(2);
  await pool.map(work, [1, 2, 3]);
}
`;
    assert.deepEqual(await problemsOf('problem-pool.mts', text), ['4:22 Fault: of the task']);
  });

  test('what Node throws is a problem where the script called it', async () => {
    const text = `import { isMain } from 'parascope';\nimport fs from 'node:fs';\nif (isMain)\n  fs.readFileSync('/no/such/file');\n`;
    assert.match((await problemsOf('problem-node.ts', text)).join(), /^4:6 Error: ENOENT/);
  });

  test('what cannot be read is a problem', async () => {
    const text = `import 'parascope';\nconst = 4;\n`;
    assert.deepEqual(await problemsOf('problem-syntax.ts', text), [
      '2:7 SyntaxError: Expected identifier but found "="',
    ]);
  });

  test('a missing guard is a problem', async () => {
    const text = `import { Process } from 'parascope';\nfunction work() {}\nnew Process({ target: work }).start();\n`;
    assert.match((await problemsOf('problem-guard.ts', text)).join(), /^3:\d+ this script has no main guard$/);
  });
});
