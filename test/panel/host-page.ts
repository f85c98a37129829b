/**
 * Plays the editor's part inside the page: gives the panel the editor's API and answers its messages from a real model,
 * as the extension's trace worker does. Bundled and loaded before the panel.
 */
import type { FromPanelMessage } from '../../protocol/src/panel.ts';
import { summarize } from '../../trace/src/analysis/summarize.ts';
import { TraceModel } from '../../trace/src/model/trace-model.ts';
import type { RunPhase } from '../../trace/src/panel-session.ts';
import { PanelSession } from '../../trace/src/panel-session.ts';

export interface TestHost {
  /** What the panel posted, less its queries. */
  readonly posted: FromPanelMessage[];
  /** What the panel keeps. */
  state: unknown;
  /** Adds bytes to the trace, in base64, and tells the panel. */
  append(base64: string): void;
  setPhase(phase: RunPhase): void;
  /** The next run takes the place of this one. */
  newRun(): void;
}

declare global {
  var host: TestHost;
}

/** A run that has only begun. */
function startRun(): { model: TraceModel; session: PanelSession } {
  const model = new TraceModel();
  const title = 'pi.ts';
  return {
    model,
    session: new PanelSession({ title, model, summarize: () => (model.endNs > 0 ? summarize(model) : null) }),
  };
}

let run = startRun();
const posted: FromPanelMessage[] = [];
const post = (message: unknown): void => window.postMessage(message, '*');

function answer(message: FromPanelMessage): void {
  if (message.type === 'query-window' || message.type === 'query-details') post(run.session.answer(message));
  else posted.push(message);
  if (message.type === 'ready') post(run.session.snapshot());
}

const kept = sessionStorage.getItem('state');
const host: TestHost = {
  posted,
  state: kept === null ? undefined : JSON.parse(kept),
  append(base64) {
    run.model.append(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
    post(run.session.snapshot());
  },
  setPhase(phase) {
    run.session.phase = phase;
    post(run.session.snapshot());
  },
  newRun() {
    run = startRun();
    post(run.session.snapshot());
  },
};
globalThis.host = host;
Object.assign(globalThis, {
  acquireVsCodeApi: () => ({
    postMessage: (message: FromPanelMessage) => answer(message),
    getState: () => host.state,
    setState(state: unknown) {
      host.state = state;
      sessionStorage.setItem('state', JSON.stringify(state));
    },
  }),
});
