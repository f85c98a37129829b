/** One run of one script, from the click to its end: Node, task, trace. */
import { access } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { RunPhase, RunSnapshot } from '../../trace/src/panel-session.ts';
import { endOfRun } from './end-of-run.ts';
import { findNode } from './find-node.ts';
import type { ChosenNode } from './node-candidates.ts';
import { createRunTask, followRunTask, startRunTask, type RunTask } from './run-task.ts';
import { noNodePhase, phaseOfEnd, scriptMissingPhase, taskRefusedPhase } from './run-words.ts';
import { TraceFeed } from './trace-feed.ts';

export interface RunSessionOptions {
  readonly script: vscode.Uri;
  /** The script's own arguments. */
  readonly scriptArgs: readonly string[];
  /** Whether V8's profiler samples every thread. */
  readonly cpuProfile: boolean;
  /** The run's folder: the instrument writes there. */
  readonly folder: string;
  /** The `parascope` command's first module. */
  readonly cli: string;
  /** The trace worker's bundle. */
  readonly workerFile: string;
  /** Told once the Node is chosen. */
  readonly onNode: (node: ChosenNode) => void;
  /** The task, where the editor has started it by itself; else the session starts one. */
  readonly execution?: vscode.TaskExecution;
}

export class RunSession implements vscode.Disposable {
  readonly script: vscode.Uri;
  readonly scriptArgs: readonly string[];
  readonly cpuProfile: boolean;
  readonly folder: string;
  readonly feed: TraceFeed;
  /** Resolves with the last snapshot when the run is over, however it ended. Never rejects. */
  readonly over: Promise<RunSnapshot>;
  readonly #options: RunSessionOptions;
  #task: RunTask | undefined;
  #exitCode: number | undefined;
  #isStopped = false;
  #isOver = false;

  constructor(options: RunSessionOptions) {
    this.#options = options;
    this.script = options.script;
    this.scriptArgs = options.scriptArgs;
    this.cpuProfile = options.cpuProfile;
    this.folder = options.folder;
    this.feed = new TraceFeed({
      workerFile: options.workerFile,
      source: { type: 'run', folder: options.folder },
      title: path.basename(options.script.fsPath),
      phase: { type: 'starting' },
    });
    this.over = this.#run();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Ends the whole process tree; resolves when the run is over. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#task?.stop();
    await this.over;
  }

  dispose(): void {
    this.feed.dispose();
  }

  async #run(): Promise<RunSnapshot> {
    const phase = await this.#runTask();
    const snapshot = await this.feed.finish();
    const facts = { exitCode: this.#exitCode, isStopped: this.#isStopped, lanes: snapshot.lanes };
    this.feed.setPhase(phase ?? phaseOfEnd(endOfRun(facts)));
    this.#isOver = true;
    return this.feed.snapshot;
  }

  /** Gives the phase when the script could not even be started. */
  async #runTask(): Promise<RunPhase | undefined> {
    const { execution } = this.#options;
    const started = execution ? followRunTask(execution) : await this.#startTask();
    if ('type' in started) return started;
    this.#task = started;
    this.feed.setPhase({ type: 'running' });
    // Stop was asked for while the task was being started.
    if (this.#isStopped) await started.stop();
    this.#exitCode = await started.ended;
    return undefined;
  }

  async #startTask(): Promise<RunTask | RunPhase> {
    const { script, scriptArgs, cpuProfile, folder, cli, onNode } = this.#options;
    if (!(await exists(script.fsPath))) return scriptMissingPhase(script);
    const choice = await findNode(script);
    if (choice.type === 'none') return noNodePhase(choice);
    const { node } = choice;
    onNode(node);
    if (this.#isStopped) return { type: 'stopped' };
    try {
      return await startRunTask(createRunTask({ script, scriptArgs, cpuProfile, runFolder: folder, cli, node }));
    } catch (error) {
      return taskRefusedPhase(error);
    }
  }
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
