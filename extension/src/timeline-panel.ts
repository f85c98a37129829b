/** The editor tab that shows a trace: a webview fed by a `TraceFeed`. It can be given another trace, as a new run does. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { FromPanelMessage, ToPanelMessage } from '../../protocol/src/panel.ts';
import { isPanelQuery } from '../../trace/src/panel-session.ts';
import { openSource } from './open-source.ts';
import { panelHtml } from './panel-html.ts';
import { reportBytes, saveFile, traceBytes, type ReportFiles } from './save-file.ts';
import { PANEL_TYPE } from './shown-traces.ts';
import type { TraceFeed } from './trace-feed.ts';

const TRACE_SUFFIX = '.parascope';

/** What a panel shows, and what its buttons do. */
export interface PanelContent {
  readonly feed: TraceFeed;
  /** The tab's title. */
  readonly title: string;
  /** Folder to which relative source places refer. */
  readonly sourceFolder: string;
  readonly onStop: () => void;
  readonly onRunAgain: () => void;
}

export class TimelinePanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #disposed = new vscode.EventEmitter<void>();
  /** Where the page's bundle is, and what builds reports. */
  readonly #files: ReportFiles;
  #content: PanelContent;
  #listeners: vscode.Disposable;
  #isReady = false;

  readonly onDispose: vscode.Event<void> = this.#disposed.event;

  /** Opens a panel beside the active editor, which keeps the focus. */
  static open(extensionUri: vscode.Uri, content: PanelContent): TimelinePanel {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(PANEL_TYPE, content.title, column);
    return new TimelinePanel(panel, extensionUri, content);
  }

  /** Takes over a panel, also one that the editor has kept over a reload of its window. */
  constructor(panel: vscode.WebviewPanel, extensionUri: vscode.Uri, content: PanelContent) {
    this.#panel = panel;
    this.#content = content;
    this.#listeners = this.#listen();
    const media = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    const reportWorker = vscode.Uri.joinPath(extensionUri, 'dist', 'extension', 'report-worker.cjs');
    this.#files = { media: media.fsPath, workerFile: reportWorker.fsPath };
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [media] };
    webview.onDidReceiveMessage((message: FromPanelMessage) => void this.#receive(message));
    panel.onDidDispose(() => this.#onDidDispose());
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');
    panel.title = content.title;
    webview.html = panelHtml({
      script: webview.asWebviewUri(vscode.Uri.joinPath(media, 'panel.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(media, 'panel.css')).toString(),
      cspSource: webview.cspSource,
      language: vscode.env.language,
      title: content.title,
    });
  }

  /** Shows another trace in the same tab. */
  show(content: PanelContent): void {
    this.#listeners.dispose();
    this.#content = content;
    this.#listeners = this.#listen();
    this.#panel.title = content.title;
    this.#send(content.feed.snapshot);
  }

  /** Brings the tab to the front without taking the focus. */
  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #listen(): vscode.Disposable {
    const { feed } = this.#content;
    return vscode.Disposable.from(
      feed.onSnapshot((snapshot) => this.#send(snapshot)),
      feed.onReply((reply) => this.#send(reply)),
    );
  }

  /** A page that is hidden has no listener: it says `ready` again when it is back. */
  #send(message: ToPanelMessage): void {
    if (this.#isReady && this.#panel.visible) void this.#panel.webview.postMessage(message);
  }

  async #receive(message: FromPanelMessage): Promise<void> {
    const { feed, sourceFolder, onStop, onRunAgain } = this.#content;
    if (isPanelQuery(message)) {
      feed.ask(message);
      return;
    }
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        this.#send(feed.snapshot);
        break;
      case 'open-source':
        await openSource(
          { ...message.location, file: resolveSource(message.location.file, sourceFolder) },
          this.#panel.viewColumn,
        );
        break;
      case 'save-picture':
        await saveFile(message.name, sourceFolder, () => Promise.resolve(message.bytes));
        break;
      case 'save-run':
        await this.#saveRun(message.as);
        break;
      case 'stop':
        onStop();
        break;
      case 'run-again':
        onRunAgain();
        break;
    }
  }

  async #saveRun(as: 'trace' | 'report'): Promise<void> {
    const { feed, sourceFolder } = this.#content;
    const { title } = feed.snapshot;
    const name = path.basename(title, TRACE_SUFFIX);
    if (as === 'trace') await saveFile(`${name}${TRACE_SUFFIX}`, sourceFolder, () => traceBytes(feed.source));
    else await saveFile(`${name}.html`, sourceFolder, () => reportBytes(feed.source, title, this.#files));
  }

  #onDidDispose(): void {
    this.#listeners.dispose();
    this.#disposed.fire();
    this.#disposed.dispose();
  }
}

/** A `file` that is no absolute path and no URL is relative to the script's folder. */
function resolveSource(file: string, folder: string): string {
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(file)) return file;
  return path.resolve(folder, file);
}
