/** The runs of this window: one at a time of each script, each with its panel. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { LastRun } from '../../protocol/src/language.ts';
import type { RunSnapshot } from '../../trace/src/panel-session.ts';
import { splitVerdict } from '../../trace/src/verdict-parts.ts';
import { setting } from './config.ts';
import type { ChosenNode } from './node-candidates.ts';
import { findNode } from './find-node.ts';
import { RunSession, type RunSessionOptions } from './run-session.ts';
import { RunStatus } from './run-status.ts';
import { RunStore } from './run-store.ts';
import { contentOf, createRunTask, type TaskContent } from './run-task.ts';
import { runnableScript } from './run-target.ts';
import type { ShownTraces } from './shown-traces.ts';
import { TimelinePanel, type PanelContent } from './timeline-panel.ts';

/** True while any script of ours runs; menus and the Stop command use it. */
const RUNNING_KEY = 'parascope.running';
const BYTES_PER_MEGABYTE = 1_000_000;

/** Files of ours that runs need; paths, not imports: they are built elsewhere. */
export interface RunFiles {
  readonly cli: string;
  readonly traceWorker: string;
}

export interface RunsOptions {
  readonly extensionUri: vscode.Uri;
  readonly store: RunStore;
  readonly files: RunFiles;
  readonly output: vscode.OutputChannel;
  readonly shown: ShownTraces;
  /** Told when a run that has figures is over. */
  readonly onLastRun: (run: LastRun) => void;
}

interface ScriptRuns {
  session: RunSession;
  panel: TimelinePanel | undefined;
}

export class Runs implements vscode.Disposable {
  readonly #options: RunsOptions;
  readonly #scripts = new Map<string, ScriptRuns>();
  #saidNode = '';
  /** Starts come one after the other: a double click must not start a script twice at once. */
  #starting: Promise<unknown> = Promise.resolve();
  /** Folders of the runs that were started here and are on: any other task of ours was started by the editor itself. */
  readonly #ownFolders = new Set<string>();
  /** Folders of tasks that the editor has been given and not started, by what they run. */
  readonly #reserved = new Map<string, string>();
  readonly #tasks: vscode.Disposable;
  readonly #status = new RunStatus();

  constructor(options: RunsOptions) {
    this.#options = options;
    this.#tasks = vscode.tasks.onDidStartTask(({ execution }) => this.#adopt(execution));
  }

  /** The newest run of a script, if there was one in this window. */
  sessionOf(script: vscode.Uri): RunSession | undefined {
    return this.#scripts.get(script.fsPath)?.session;
  }

  /** Folders of the runs that are kept, the newest first. */
  folders(): Promise<string[]> {
    return this.#options.store.folders();
  }

  /** Starts a script; a run of it that is still on is stopped first. Resolves when it has been started. */
  start(wanted: Pick<RunSessionOptions, 'script' | 'scriptArgs' | 'cpuProfile'>): Promise<RunSession> {
    return this.#inTurn(async () => {
      const folder = await this.#options.store.create();
      this.#ownFolders.add(folder);
      return await this.#open({ ...wanted, folder });
    });
  }

  /** The task for a script, as tasks.json or the list of tasks runs it; undefined when there is no Node for it. */
  async createTask(
    content: Pick<TaskContent, 'script' | 'scriptArgs' | 'cpuProfile' | 'definition'>,
  ): Promise<vscode.Task | undefined> {
    const choice = await findNode(content.script);
    if (choice.type === 'none') return undefined;
    this.#sayNode(choice.node);
    const { store, files } = this.#options;
    // The editor asks often, and may run what it was given some time ago: until then the answer is the same.
    const key = JSON.stringify([content.script.fsPath, content.scriptArgs, content.cpuProfile, content.definition]);
    const runFolder = this.#reserved.get(key) ?? store.reserve();
    this.#reserved.set(key, runFolder);
    return createRunTask({ ...content, runFolder, cli: files.cli, node: choice.node });
  }

  /** Shows a run that the editor has started by itself: from tasks.json, or the last task again. */
  #adopt(execution: vscode.TaskExecution): void {
    const content = contentOf(execution.task);
    if (!content || this.#ownFolders.has(content.runFolder)) return;
    const { script, scriptArgs, cpuProfile, runFolder: folder } = content;
    for (const [key, reserved] of this.#reserved) if (reserved === folder) this.#reserved.delete(key);
    void this.#inTurn(() => this.#open({ script, scriptArgs, cpuProfile, folder, execution }));
  }

  #inTurn<T>(start: () => Promise<T>): Promise<T> {
    const started = this.#starting.then(start);
    // Whoever asked is told why it failed; the next start goes on.
    this.#starting = started.catch(() => undefined);
    return started;
  }

  async #open(
    run: Pick<RunSessionOptions, 'script' | 'scriptArgs' | 'cpuProfile' | 'folder' | 'execution'>,
  ): Promise<RunSession> {
    const { script, folder } = run;
    const before = this.#scripts.get(script.fsPath);
    if (before && !before.session.isOver) await before.session.stop();
    const session = new RunSession({
      ...run,
      cli: this.#options.files.cli,
      workerFile: this.#options.files.traceWorker,
      onNode: (node) => this.#sayNode(node),
    });
    before?.session.dispose();
    const trace = { source: { type: 'found-run', folder }, script: script.fsPath } as const;
    await this.#options.shown.keep(path.basename(script.fsPath), trace);
    this.#scripts.set(script.fsPath, { session, panel: before?.panel });
    this.showTimeline(script);
    this.#updateKey();
    this.#status.showRunning(script, path.basename(script.fsPath));
    void session.over.then((snapshot) => this.#finish(session, snapshot));
    return session;
  }

  /** Stops the runs of a script, or of all scripts. */
  async stop(script?: vscode.Uri): Promise<void> {
    const chosen = script ? [this.sessionOf(script)] : [...this.#scripts.values()].map(({ session }) => session);
    const running = chosen.filter((session) => session !== undefined && !session.isOver);
    await Promise.all(running.map(async (session) => await session?.stop()));
  }

  /** Shows the panel of a script's newest run; false when there was none. */
  showTimeline(script: vscode.Uri): boolean {
    const runs = this.#scripts.get(script.fsPath);
    if (!runs) return false;
    const content = this.#contentOf(runs.session);
    if (runs.panel) {
      runs.panel.show(content);
      runs.panel.reveal();
    } else {
      const panel = TimelinePanel.open(this.#options.extensionUri, content);
      runs.panel = panel;
      panel.onDispose(() => {
        const now = this.#scripts.get(script.fsPath);
        if (now?.panel === panel) now.panel = undefined;
      });
    }
    return true;
  }

  dispose(): void {
    this.#tasks.dispose();
    this.#status.dispose();
    for (const { session, panel } of this.#scripts.values()) {
      panel?.dispose();
      session.dispose();
    }
    this.#scripts.clear();
  }

  #contentOf(session: RunSession): PanelContent {
    const { script, feed } = session;
    return {
      feed,
      title: path.basename(script.fsPath),
      sourceFolder: path.dirname(script.fsPath),
      onStop: () => void session.stop(),
      onRunAgain: () => void this.#runAgain(session),
    };
  }

  async #runAgain({ script, scriptArgs, cpuProfile }: RunSession): Promise<void> {
    const saved = await runnableScript(script);
    if (saved) await this.start({ script: saved, scriptArgs, cpuProfile });
  }

  async #finish(session: RunSession, { summary }: RunSnapshot): Promise<void> {
    this.#ownFolders.delete(session.folder);
    this.#updateKey();
    if (summary) {
      this.#options.onLastRun({
        uri: session.script.toString(),
        endedAt: new Date().toLocaleTimeString(vscode.env.language, { hour: '2-digit', minute: '2-digit' }),
        headline: splitVerdict(summary).headline,
      });
    }
    // Another script that still runs keeps the item: its run is what is going on.
    if (!this.#isRunning) this.#status.showEnded(session.script, summary);
    const limits = { keepRuns: setting('keepRuns'), keepBytes: setting('keepRunsMegabytes') * BYTES_PER_MEGABYTE };
    const inUse = new Set([...this.#scripts.values()].map((runs) => runs.session.folder));
    await this.#options.store.prune(limits, inUse);
  }

  get #isRunning(): boolean {
    return [...this.#scripts.values()].some(({ session }) => !session.isOver);
  }

  #updateKey(): void {
    void vscode.commands.executeCommand('setContext', RUNNING_KEY, this.#isRunning);
  }

  /** Which Node runs is said when it is not the one that was said before. */
  #sayNode({ path: file, version, source }: ChosenNode): void {
    const line = vscode.l10n.t('Scripts run with Node {0}: {1} ({2})', version, file, nodeSource(source));
    if (line === this.#saidNode) return;
    this.#saidNode = line;
    this.#options.output.appendLine(line);
  }
}

function nodeSource(source: ChosenNode['source']): string {
  switch (source) {
    case 'setting':
      return vscode.l10n.t('from the setting parascope.nodePath');
    case 'workspace':
      return vscode.l10n.t('from the workspace');
    case 'path':
      return vscode.l10n.t('from PATH');
    case 'editor':
      return vscode.l10n.t("the editor's own");
  }
}
