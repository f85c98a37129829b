/** A script's run as a task in the integrated terminal: standard input, Ctrl+C, and the terminal is used again. */
import path from 'node:path';
import * as vscode from 'vscode';
import { endProcessTree } from './process-tree.ts';

/** Type of our tasks, as the manifest declares it. */
export const TASK_TYPE = 'parascope';
/** The task's process may have told its exit code a little after the task is said to have ended. */
const EXIT_CODE_PATIENCE_MS = 1_000;

export interface RunCommand {
  readonly script: vscode.Uri;
  /** The executable and its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

/** A started task. */
export interface RunTask {
  /** The exit code; undefined when the terminal was closed or the process did not start. Never rejects. */
  readonly ended: Promise<number | undefined>;
  /** Ends the whole process tree; resolves with it. */
  stop(): Promise<void>;
}

/** Starts the command. One run of a script at a time. Rejects when the editor refuses to start the task. */
export async function startRunTask({ script, command, env }: RunCommand): Promise<RunTask> {
  const [executable, ...args] = command;
  const folder = vscode.workspace.getWorkspaceFolder(script);
  const cwd = folder?.uri.fsPath ?? path.dirname(script.fsPath);
  const task = new vscode.Task(
    // Without the run's id: the same definition gets the same terminal.
    { type: TASK_TYPE, script: script.fsPath },
    folder ?? vscode.TaskScope.Workspace,
    path.basename(script.fsPath),
    'Parascope',
    new vscode.ProcessExecution(executable, args, { cwd, env: { ...env } }),
    [],
  );
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    echo: false,
    focus: false,
    clear: true,
    showReuseMessage: false,
  };
  const watch = watchTask(script);
  try {
    const execution = await vscode.tasks.executeTask(task);
    return { ended: watch.ended, stop: () => stopTask(execution, watch) };
  } catch (error) {
    watch.dispose();
    throw error;
  }
}

interface TaskWatch {
  /** The task's process, once it has started; undefined when it ended without one. */
  readonly started: Promise<number | undefined>;
  readonly ended: Promise<number | undefined>;
  dispose(): void;
}

function watchTask(script: vscode.Uri): TaskWatch {
  const started = Promise.withResolvers<number | undefined>();
  const ended = Promise.withResolvers<number | undefined>();
  const isOurs = ({ execution }: { readonly execution: vscode.TaskExecution }): boolean => {
    const { type, ['script']: ofTask } = execution.task.definition;
    return type === TASK_TYPE && ofTask === script.fsPath;
  };
  const listeners = vscode.Disposable.from(
    vscode.tasks.onDidStartTaskProcess((event) => {
      if (isOurs(event)) started.resolve(event.processId);
    }),
    vscode.tasks.onDidEndTaskProcess((event) => {
      if (isOurs(event)) ended.resolve(event.exitCode);
    }),
    vscode.tasks.onDidEndTask((event) => {
      if (isOurs(event)) setTimeout(() => ended.resolve(undefined), EXIT_CODE_PATIENCE_MS);
    }),
  );
  const dispose = (): void => {
    listeners.dispose();
    started.resolve(undefined);
    ended.resolve(undefined);
  };
  void ended.promise.then(dispose);
  return { started: started.promise, ended: ended.promise, dispose };
}

async function stopTask(execution: vscode.TaskExecution, watch: TaskWatch): Promise<void> {
  const pid = await watch.started;
  if (pid !== undefined) await endProcessTree(pid);
  execution.terminate();
  await watch.ended;
}
