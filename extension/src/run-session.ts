/** One run of one script, from the click to its end: Node, task, trace. */
import { access } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { RunPhase, RunSnapshot } from '../../trace/src/panel-session.ts';
import { endOfRun } from './end-of-run.ts';
import { findNode } from './find-node.ts';
import type { ChosenNode } from './node-candidates.ts';
import { startRunTask, type RunTask } from './run-task.ts';
import { noNodePhase, phaseOfEnd, scriptMissingPhase, taskRefusedPhase } from './run-words.ts';
import { TraceFeed } from './trace-feed.ts';

export interface RunSessionOptions {
  readonly script: vscode.Uri;
  /** The run's folder: the instrument writes there. */
  readonly folder: string;
  /** The `parascope` command's first module. */
  readonly cli: string;
  /** The trace worker's bundle. */
  readonly workerFile: string;
  /** Told once the Node is chosen. */
  readonly onNode: (node: ChosenNode) => void;
}

export class RunSession implements vscode.Disposable {
  readonly script: vscode.Uri;
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
    const { script, folder, cli, onNode } = this.#options;
    if (!(await exists(script.fsPath))) return scriptMissingPhase(script);
    const choice = await findNode(script);
    if (choice.type === 'none') return noNodePhase(choice);
    onNode(choice.node);
    if (this.#isStopped) return { type: 'stopped' };
    const { path: node, env } = choice.node;
    try {
      this.#task = await startRunTask({ script, command: [node, cli, 'run', '--run-dir', folder, script.fsPath], env });
    } catch (error) {
      return taskRefusedPhase(error);
    }
    this.feed.setPhase({ type: 'running' });
    // Stop was asked for while the task was being started.
    if (this.#wasStopped()) await this.#task.stop();
    this.#exitCode = await this.#task.ended;
    return undefined;
  }

  #wasStopped(): boolean {
    return this.#isStopped;
  }
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
