/** Which trace each panel shows, kept for the workspace: after a reload of the window the panels find theirs again. */
import type * as vscode from 'vscode';
import type { TraceSource } from './trace-link.ts';

/** Type of our panels, by which the editor keeps them over a reload of its window. */
export const PANEL_TYPE = 'parascope.timeline';

export interface ShownTrace {
  readonly source: TraceSource;
  /** The run that it is compared with. */
  readonly before?: TraceSource;
  /** The script of a run; absent for a trace that was opened. */
  readonly script?: string;
}

const KEY = 'parascope.shownTraces';

export class ShownTraces {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  /** `title` is the panel's. */
  async keep(title: string, trace: ShownTrace): Promise<void> {
    await this.#memento.update(KEY, { ...this.#all(), [title]: trace });
  }

  of(title: string): ShownTrace | undefined {
    return this.#all()[title];
  }

  #all(): Readonly<Record<string, ShownTrace>> {
    return this.#memento.get<Readonly<Record<string, ShownTrace>>>(KEY, {});
  }
}
