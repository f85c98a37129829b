/** A script's run as a task in the integrated terminal: standard input, Ctrl+C, and the terminal is used again. */
import path from 'node:path';
import * as vscode from 'vscode';
import { setting } from './config.ts';
import type { ChosenNode } from './node-candidates.ts';
import { stopProcess } from './stop-process.ts';

/** Type of our tasks, as the manifest declares it. */
export const TASK_TYPE = 'parascope';
/** Matchers of the manifest: what a script throws, and what cannot even be read, becomes a problem at its line. */
const PROBLEM_MATCHERS = ['', '-library', '-library-twice', '-guard'].map((name) => `$parascope${name}`);
/** The command's option that names the run's folder. */
const RUN_FOLDER_OPTION = '--run-dir';
/** It stands before that one: what follows the folder is the script and its own. */
const PROFILE_OPTION = '--cpu-prof';
/** So does this. */
const NO_ARGUMENTS_OPTION = '--no-arguments';
/** The task's process may have told its exit code a little after the task is said to have ended. */
const EXIT_CODE_PATIENCE_MS = 1_000;

/** What a task runs. */
export interface TaskContent {
  readonly script: vscode.Uri;
  /** The script's own arguments. */
  readonly scriptArgs: readonly string[];
  /** Whether V8's profiler samples every thread. */
  readonly cpuProfile: boolean;
  /** Where the instrument writes; no two runs that are on have the same. */
  readonly runFolder: string;
  /** The `parascope` command's first module. */
  readonly cli: string;
  readonly node: ChosenNode;
  /** As tasks.json has it. Default: the script. */
  readonly definition?: vscode.TaskDefinition;
}

/** A started task. */
export interface RunTask {
  /** The exit code; undefined when the terminal was closed or the process did not start. Never rejects. */
  readonly ended: Promise<number | undefined>;
  /** Ends the whole process tree; resolves with it. The terminal and what the script has written stay. */
  stop(): Promise<void>;
}

/** The task that runs a script. */
export function createRunTask(content: TaskContent): vscode.Task {
  const { script, scriptArgs, cpuProfile, runFolder, cli, node } = content;
  const folder = vscode.workspace.getWorkspaceFolder(script);
  const options = [
    ...(cpuProfile ? [PROFILE_OPTION] : []),
    ...(setting('recordArguments', script) ? [] : [NO_ARGUMENTS_OPTION]),
    ...[RUN_FOLDER_OPTION, runFolder],
  ];
  const args = [cli, 'run', ...options, script.fsPath, ...scriptArgs];
  const cwd = folder?.uri.fsPath ?? path.dirname(script.fsPath);
  const task = new vscode.Task(
    // Without the run's folder: the same definition gets the same terminal.
    content.definition ?? taskDefinition(content),
    folder ?? vscode.TaskScope.Workspace,
    path.basename(script.fsPath),
    'Parascope',
    new vscode.ProcessExecution(node.path, args, { cwd, env: { ...node.env } }),
    PROBLEM_MATCHERS,
  );
  task.detail = cpuProfile ? vscode.l10n.t('Profile in Parallel') : vscode.l10n.t('Run in Parallel');
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    echo: false,
    focus: false,
    clear: true,
    showReuseMessage: false,
  };
  return task;
}

/** What stands for a script in tasks.json. */
export function taskDefinition(
  content: Pick<TaskContent, 'script' | 'scriptArgs' | 'cpuProfile'>,
): vscode.TaskDefinition {
  const { script, scriptArgs, cpuProfile } = content;
  return {
    type: TASK_TYPE,
    script: script.fsPath,
    ...(scriptArgs.length > 0 && { args: scriptArgs }),
    ...(cpuProfile && { cpuProfile }),
  };
}

/** What a task of ours runs, as far as its command line tells; undefined when it is not one of ours. */
export function contentOf(task: vscode.Task): Omit<TaskContent, 'node' | 'definition'> | undefined {
  const { definition, execution } = task;
  if (definition.type !== TASK_TYPE || !(execution instanceof vscode.ProcessExecution)) return undefined;
  const at = execution.args.indexOf(RUN_FOLDER_OPTION);
  const [cli] = execution.args;
  const [runFolder, script, ...scriptArgs] = at < 0 ? [] : execution.args.slice(at + 1);
  if (cli === undefined || runFolder === undefined || script === undefined) return undefined;
  const cpuProfile = execution.args.slice(0, at).includes(PROFILE_OPTION);
  return { cli, runFolder, script: vscode.Uri.file(script), scriptArgs, cpuProfile };
}

/** Starts a task of `createRunTask`. Rejects when the editor refuses to. */
export async function startRunTask(task: vscode.Task): Promise<RunTask> {
  const watch = watchTask(contentOf(task)?.runFolder);
  try {
    return runTaskOf(await vscode.tasks.executeTask(task), watch);
  } catch (error) {
    watch.dispose();
    throw error;
  }
}

/** A task of ours that the editor has started by itself: from tasks.json, or again. */
export function followRunTask(execution: vscode.TaskExecution): RunTask {
  return runTaskOf(execution, watchTask(contentOf(execution.task)?.runFolder));
}

function runTaskOf(execution: vscode.TaskExecution, watch: TaskWatch): RunTask {
  return { ended: watch.ended, stop: () => stopTask(execution, watch) };
}

interface TaskWatch {
  /** The task's process, once it has started; undefined when it ended without one. */
  readonly started: Promise<number | undefined>;
  readonly ended: Promise<number | undefined>;
  dispose(): void;
}

function watchTask(runFolder: string | undefined): TaskWatch {
  const started = Promise.withResolvers<number | undefined>();
  const ended = Promise.withResolvers<number | undefined>();
  const isOurs = ({ execution }: { readonly execution: vscode.TaskExecution }): boolean =>
    contentOf(execution.task)?.runFolder === runFolder;
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
  // `terminate` closes the terminal, and with it what the script has written: it is for what does not end by other means.
  const cli = contentOf(execution.task)?.cli;
  if (pid === undefined || cli === undefined || !(await stopProcess(cli, pid))) execution.terminate();
  await watch.ended;
}
