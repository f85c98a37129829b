/** Entry of the panel: the editor's webview gives its API; a report's page holds the trace itself. */
import { PanelApp } from './panel-app.ts';
import { openReport } from './report.ts';
import type { EditorApi } from './transport.ts';
import { editorTransport } from './transport.ts';

declare global {
  /** Exists in a webview of the editor only. */
  var acquireVsCodeApi: (() => EditorApi) | undefined;
}

const root = document.getElementById('panel') ?? document.body.appendChild(document.createElement('main'));
root.id = 'panel';
if (globalThis.acquireVsCodeApi) new PanelApp(root, editorTransport(globalThis.acquireVsCodeApi()));
else void openReport(root);
