/** The runs of this window: one at a time of each script, each with its panel. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { LastRun } from '../../protocol/src/language.ts';
import type { RunSnapshot } from '../../trace/src/panel-session.ts';
import { setting } from './config.ts';
import type { ChosenNode } from './node-candidates.ts';
import { RunSession } from './run-session.ts';
import { RunStore } from './run-store.ts';
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

  constructor(options: RunsOptions) {
    this.#options = options;
  }

  /** The newest run of a script, if there was one in this window. */
  sessionOf(script: vscode.Uri): RunSession | undefined {
    return this.#scripts.get(script.fsPath)?.session;
  }

  /** Starts a script; a run of it that is still on is stopped first. Resolves when it has been started. */
  start(script: vscode.Uri): Promise<RunSession> {
    const started = this.#starting.then(() => this.#start(script));
    // Whoever asked is told why it failed; the next start goes on.
    this.#starting = started.catch(() => undefined);
    return started;
  }

  async #start(script: vscode.Uri): Promise<RunSession> {
    const before = this.#scripts.get(script.fsPath);
    if (before && !before.session.isOver) await before.session.stop();
    const folder = await this.#options.store.create();
    const session = new RunSession({
      script,
      folder,
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
      onRunAgain: () => void vscode.commands.executeCommand('parascope.runInParallel', script),
    };
  }

  async #finish(session: RunSession, { summary }: RunSnapshot): Promise<void> {
    this.#updateKey();
    if (summary) {
      this.#options.onLastRun({
        uri: session.script.toString(),
        wallMs: summary.wallMs,
        coresBusyMean: summary.cores.busyMean,
        coresAvailable: summary.cores.available,
        verdict: summary.verdict,
      });
    }
    const limits = { keepRuns: setting('keepRuns'), keepBytes: setting('keepRunsMegabytes') * BYTES_PER_MEGABYTE };
    const inUse = new Set([...this.#scripts.values()].map((runs) => runs.session.folder));
    await this.#options.store.prune(limits, inUse);
  }

  #updateKey(): void {
    const isRunning = [...this.#scripts.values()].some(({ session }) => !session.isOver);
    void vscode.commands.executeCommand('setContext', RUNNING_KEY, isRunning);
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
