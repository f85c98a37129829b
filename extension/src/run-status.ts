/** The item of the status bar: what runs, then the figures of the last run, its verdict as tooltip. A click shows its panel. */
import * as vscode from 'vscode';
import { SHOW_TIMELINE_COMMAND } from '../../protocol/src/language.ts';
import { formatDuration } from '../../trace/src/format.ts';
import type { RunSummary } from '../../trace/src/summary.ts';

export class RunStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('parascope.lastRun', vscode.StatusBarAlignment.Left);

  constructor() {
    this.#item.name = 'Parascope';
  }

  /** While a script runs. `name` is its file's. */
  showRunning(script: vscode.Uri, name: string): void {
    this.#show(script, `$(sync~spin) ${name}`, vscode.l10n.t('{0} is running. Click to show its timeline.', name));
  }

  /** Hides the item where nothing was recorded: the panel says why. */
  showEnded(script: vscode.Uri, summary: RunSummary | null): void {
    if (!summary) {
      this.#item.hide();
      return;
    }
    const { busyMean, available } = summary.cores;
    const figures = vscode.l10n.t('{0} of {1} cores busy', busyMean.toFixed(1), available);
    this.#show(script, `$(graph) ${formatDuration(summary.wallMs * 1e6)}, ${figures}`, summary.verdict);
  }

  dispose(): void {
    this.#item.dispose();
  }

  #show(script: vscode.Uri, text: string, tooltip: string): void {
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: `Parascope: ${tooltip}` };
    this.#item.command = { title: '', command: SHOW_TIMELINE_COMMAND, arguments: [script] };
    this.#item.show();
  }
}
