/**
 * Plays the editor's part inside the page: gives the panel the editor's API and answers its messages from a real model,
 * as the extension's trace worker does. Bundled and loaded before the panel.
 */
import type { FromPanelMessage } from '../../protocol/src/panel.ts';
import { besideRun } from '../../trace/src/analysis/comparison/run-pair.ts';
import { lookUpIn } from '../../trace/src/analysis/look-up.ts';
import { summarize } from '../../trace/src/analysis/summarize.ts';
import { TraceModel } from '../../trace/src/model/trace-model.ts';
import type { RunPhase } from '../../trace/src/panel-session.ts';
import type { RunSummary } from '../../trace/src/summary.ts';
import { PanelSession, isPanelQuery } from '../../trace/src/panel-session.ts';

export interface TestHost {
  /** What the panel posted, less its queries. */
  readonly posted: FromPanelMessage[];
  /** What the panel keeps. */
  state: unknown;
  /** Adds bytes to the trace, in base64, and tells the panel. */
  append(base64: string): void;
  setPhase(phase: RunPhase): void;
  /** Takes the place of the run before: an empty one of that title. */
  setTitle(title: string): void;
  /** Takes the place of the run before: an empty one that is shown beside the run of these bytes. */
  setBefore(base64: string): void;
  /** The next run takes the place of this one. */
  newRun(): void;
  /**
   * Resolves when the panel is at rest: no message is on its way to it, it has no frame to draw, and two frames in which
   * it wanted nothing have passed. What the panel does at a distance (a clock's tick, its tables) is not waited for.
   */
  rest(): Promise<void>;
}

declare global {
  var host: TestHost;
}

/** A run that has only begun. */
function startRun(title = 'pi.ts', before?: TraceModel): { model: TraceModel; session: PanelSession } {
  const model = new TraceModel();
  const asked = before ? besideRun(model, before) : { model, lookUp: lookUpIn(model) };
  const summary = (): RunSummary | null => (model.endNs > 0 ? summarize(model) : null);
  return { model, session: new PanelSession({ title, ...asked, summarize: summary }) };
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

let run = startRun();
const posted: FromPanelMessage[] = [];

/** What is on its way (messages to the panel, frames that it asked for), and how many such things there have been. */
const panelWork = { underWay: 0, begun: 0 };

function begin(): void {
  panelWork.underWay++;
  panelWork.begun++;
}

function post(message: unknown): void {
  begin();
  window.postMessage(message, '*');
}
// The panel listens after us, in the same task.
window.addEventListener('message', () => panelWork.underWay--);

const requestFrame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (draw) => {
  begin();
  return requestFrame((timeMs) => {
    panelWork.underWay--;
    draw(timeMs);
  });
};

async function rest(): Promise<void> {
  let begun: number;
  do {
    ({ begun } = panelWork);
    // A change of size is told after the frame in which it was drawn.
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestFrame(resolve));
  } while (panelWork.underWay > 0 || panelWork.begun !== begun);
}

function answer(message: FromPanelMessage): void {
  if (isPanelQuery(message)) post(run.session.answer(message));
  else posted.push(message);
  if (message.type === 'ready') post(run.session.snapshot());
}

const kept = sessionStorage.getItem('state');
const host: TestHost = {
  posted,
  state: kept === null ? undefined : JSON.parse(kept),
  append(base64) {
    run.model.append(bytesOf(base64));
    post(run.session.snapshot());
  },
  setPhase(phase) {
    run.session.phase = phase;
    post(run.session.snapshot());
  },
  setTitle(title) {
    run = startRun(title);
  },
  setBefore(base64) {
    const before = new TraceModel();
    before.append(bytesOf(base64));
    run = startRun(run.session.snapshot().title, before);
  },
  newRun() {
    run = startRun();
    post(run.session.snapshot());
  },
  rest,
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
