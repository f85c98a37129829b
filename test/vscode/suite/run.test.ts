import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { suite, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import type { RunSession } from '../../../extension/src/run-session.ts';
import { isAlive } from '../../is-alive.ts';
import { closePanel, panelTabs, runsOfWindow } from './extension-under-test.ts';
import { eventually, workspaceFolder, writeScript } from './workspace-files.ts';

const WORKERS = `import { isMain, Process } from 'parascope';
import { writeFileSync } from 'node:fs';
enum Word { hello = 'hello' }
function work(file: string) { writeFileSync(file, Word.hello); }
if (isMain) {
  const workers = ['a', 'b'].map((name) => new Process({ target: work, args: [process.argv[1] + '.' + name], name }));
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();
}
`;

/** Two processes of ours and one below them that never end by themselves; they write their pids. */
const ENDLESS = `import { isMain, Process } from 'parascope';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
function forever() { for (;;); }
if (isMain) {
  const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)']);
  new Process({ target: forever }).start();
  writeFileSync(process.argv[1] + '.pids', process.pid + ' ' + child.pid);
}
`;

async function run(uri: vscode.Uri): Promise<RunSession> {
  const session = await vscode.commands.executeCommand<RunSession | undefined>('parascope.runInParallel', uri);
  assert.ok(session, `${uri.path} was not started`);
  return session;
}

const threads = ({ feed }: RunSession, role: string): string[] =>
  feed.snapshot.lanes.filter((lane) => lane.kind === 'thread' && lane.role === role).map(({ name }) => name);

/** The words with which a run that shows nothing ended. */
async function failureOf(session: RunSession): Promise<string> {
  const { phase } = await session.over;
  assert.ok(phase.type === 'failed', `ended as ${phase.type}`);
  assert.match(phase.nextStep, /run again/);
  return phase.message;
}

suite('run', () => {
  teardown(async () => {
    await (await runsOfWindow()).stop();
  });

  test('a script runs in the terminal, its workers are in the panel, the focus stays in the editor', async () => {
    const uri = writeScript('run-workers.ts', WORKERS);
    await vscode.window.showTextDocument(uri);
    const session = await run(uri);
    assert.deepEqual((await session.over).phase, { type: 'ended', exitCode: 0 });
    assert.deepEqual(threads(session, 'main').length, 1);
    assert.deepEqual(threads(session, 'worker').sort(), ['a', 'b']);
    assert.equal(readFileSync(`${uri.fsPath}.a`, 'utf8'), 'hello');
    assert.equal(readFileSync(`${uri.fsPath}.b`, 'utf8'), 'hello');
    assert.ok(session.feed.snapshot.summary);
    await eventually('its panel', () => (panelTabs().includes('run-workers.ts') ? true : undefined));
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
    assert.ok(!session.folder.startsWith(workspaceFolder()), 'the trace is not in the workspace');
  });

  test('a second run takes the same terminal and the same panel', async () => {
    const uri = writeScript('run-twice.ts', WORKERS);
    const first = await run(uri);
    await first.over;
    const terminals = vscode.window.terminals.length;
    const second = await run(uri);
    assert.deepEqual((await second.over).phase, { type: 'ended', exitCode: 0 });
    assert.notEqual(second.folder, first.folder);
    assert.equal(vscode.window.terminals.length, terminals);
    const panels = () => panelTabs().filter((label) => label === 'run-twice.ts');
    await eventually('one panel for both', () => (panels().length === 1 ? true : undefined));
  });

  test('a run never goes back to a phase that it has left', async () => {
    const session = await run(writeScript('run-phases.ts', WORKERS));
    const phases = [session.feed.snapshot.phase.type];
    session.feed.onSnapshot(({ phase }) => {
      if (phase.type !== phases.at(-1)) phases.push(phase.type);
    });
    await session.over;
    assert.equal(phases.at(-1), 'ended');
    assert.equal(new Set(phases).size, phases.length, phases.join(' '));
  });

  test('what is not saved is saved and runs', async () => {
    const uri = writeScript('run-unsaved.ts', `throw new Error('the old text ran');\n`);
    await vscode.window.showTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(0, 0, 1, 0), WORKERS);
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual((await (await run(uri)).over).phase, { type: 'ended', exitCode: 0 });
  });

  test('a script in a folder without anything installed runs', async () => {
    const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'parascope-bare-')));
    try {
      const file = path.join(folder, 'bare.mts');
      writeFileSync(file, WORKERS);
      const session = await run(vscode.Uri.file(file));
      assert.deepEqual((await session.over).phase, { type: 'ended', exitCode: 0 });
      assert.deepEqual(threads(session, 'worker').sort(), ['a', 'b']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a worker that any program makes has a lane', async () => {
    const uri = writeScript(
      'run-foreign.ts',
      `import { isMainThread, Worker } from 'node:worker_threads';\nif (isMainThread) new Worker(import.meta.filename);\n`,
    );
    const session = await run(uri);
    assert.deepEqual((await session.over).phase, { type: 'ended', exitCode: 0 });
    assert.equal(threads(session, 'worker').length, 1);
  });

  test('Stop ends the whole process tree', async () => {
    const uri = writeScript('run-endless.ts', ENDLESS);
    const session = await run(uri);
    const pids = await eventually('the pids', () => {
      const text = readIfThere(`${uri.fsPath}.pids`).split(' ');
      return text.length === 2 ? text.map(Number) : undefined;
    });
    assert.deepEqual(pids.map(isAlive), [true, true]);
    await eventually('a worker in the panel', () => (threads(session, 'worker').length === 1 ? true : undefined));
    assert.deepEqual(session.feed.snapshot.phase, { type: 'running' });
    await vscode.commands.executeCommand('parascope.stop', uri);
    assert.deepEqual(session.feed.snapshot.phase, { type: 'stopped' });
    assert.deepEqual(pids.map(isAlive), [false, false]);
    assert.match(session.feed.snapshot.summary?.verdict ?? '', /^\d/, 'the verdict is of a run that is over');
  });

  test('a run that is on is stopped when its script is run again', async () => {
    const uri = writeScript('run-again.ts', ENDLESS);
    const first = await run(uri);
    await eventually('the first run', () => (readIfThere(`${uri.fsPath}.pids`) === '' ? undefined : true));
    writeScript('run-again.ts', WORKERS);
    const second = await run(uri);
    assert.deepEqual(first.feed.snapshot.phase, { type: 'stopped' });
    assert.deepEqual((await second.over).phase, { type: 'ended', exitCode: 0 });
  });

  test('the result stands on the lens after a run', async () => {
    const uri = writeScript('run-result.ts', WORKERS);
    await vscode.window.showTextDocument(uri);
    await (
      await run(uri)
    ).over;
    const lens = await eventually('the result lens', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
        100,
      );
      return lenses.find(({ command }) =>
        /^last run at \d+:\d\d.*: \d.* of \d+ cores busy: .+/.test(command?.title ?? ''),
      );
    });
    // A click on it brings the panel back.
    await closePanel('run-result.ts');
    assert.ok(lens.command);
    await vscode.commands.executeCommand(lens.command.command, ...((lens.command.arguments ?? []) as unknown[]));
    await eventually('the panel', () => (panelTabs().includes('run-result.ts') ? true : undefined));
  });
});

suite('a run that shows nothing says why', () => {
  test('a script that throws before any worker', async () => {
    const uri = writeScript('fail-throws.ts', `import 'parascope';\nthrow new Error('on purpose');\n`);
    assert.match(await failureOf(await run(uri)), /exit code 1 before it started a worker/);
  });

  test('a script that never starts a worker', async () => {
    const uri = writeScript('fail-idle.ts', `import 'parascope';\nconsole.log('only main');\n`);
    assert.match(await failureOf(await run(uri)), /never started a worker/);
  });

  test('a script that is not TypeScript after all', async () => {
    const uri = writeScript('fail-syntax.ts', `import 'parascope';\nconst = ;\n`);
    assert.match(await failureOf(await run(uri)), /exit code 1 before/);
  });

  test('a script that has been removed', async () => {
    const uri = vscode.Uri.file(path.join(workspaceFolder(), 'fail-missing.ts'));
    assert.match(await failureOf(await run(uri)), /There is no file .*fail-missing\.ts/);
  });

  test('no Node where the setting says', async () => {
    const uri = writeScript('fail-node.ts', WORKERS);
    const configuration = vscode.workspace.getConfiguration('parascope');
    await configuration.update('nodePath', '/nowhere/node', vscode.ConfigurationTarget.Workspace);
    try {
      assert.match(await failureOf(await run(uri)), /parascope\.nodePath.*\/nowhere\/node/);
    } finally {
      await configuration.update('nodePath', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not written yet.
    return '';
  }
}
