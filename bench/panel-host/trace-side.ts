/** The trace worker of the bench: as the extension's, but that rows come from an address or from a program that is played. */
import { lookUpIn } from '../../trace/src/analysis/look-up.ts';
import { summarize } from '../../trace/src/analysis/summarize.ts';
import { stateOfKind } from '../../trace/src/model/kind-state.ts';
import { TraceModel } from '../../trace/src/model/trace-model.ts';
import { PanelSession, transferablesOf } from '../../trace/src/panel-session.ts';
import { largeTrace } from '../large-trace/large-trace.ts';
import type { FromTraceSide, ThreadSlices, ToTraceSide } from './messages.ts';

/** As in the extension's trace worker. */
const POLL_MS = 100;
const SNAPSHOT_SHARE = 0.2;

const model = new TraceModel();
const session = new PanelSession({
  title: 'large.ts',
  model,
  lookUp: lookUpIn(model),
  summarize: () => (model.facts.meta ? summarize(model) : null),
  phase: { type: 'running' },
});
let snapshotDueMs = 0;

function post(message: FromTraceSide, transfer: Transferable[] = []): void {
  // The library of workers is not that of pages: here there is no target origin.
  (postMessage as (message: unknown, transfer: Transferable[]) => void)(message, transfer);
}

function postSnapshot(): void {
  const startMs = performance.now();
  if (startMs < snapshotDueMs) return;
  post(session.snapshot());
  const endMs = performance.now();
  snapshotDueMs = endMs + (endMs - startMs) / SNAPSHOT_SHARE;
}

async function open(url: string): Promise<void> {
  const { body } = await fetch(url);
  const reader = body!.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) model.append(part.value);
  session.phase = { type: 'ended', exitCode: 0 };
  post(session.snapshot());
}

/** What the run writes is made before its clock starts: here as there the trace worker only reads. */
function live(rows: number, seconds: number): void {
  const parts = [...largeTrace({ rows })];
  const startMs = performance.now();
  let read = 0;
  const reading = setInterval(() => {
    const due = Math.floor(((performance.now() - startMs) / (seconds * 1000)) * parts.length);
    for (; read < Math.min(due, parts.length); read++) model.append(parts[read]!);
    if (read === parts.length) {
      clearInterval(reading);
      post({ type: 'played' });
    } else postSnapshot();
  }, POLL_MS);
}

function slices(): ThreadSlices[] {
  return [...model.threads.values()].map(({ slices: { count, start, end, kind } }) => ({
    startNs: start.slice(0, count),
    endNs: end.slice(0, count),
    state: Uint8Array.from(kind.subarray(0, count), stateOfKind),
  }));
}

addEventListener('message', ({ data }: MessageEvent<ToTraceSide>) => {
  switch (data.type) {
    case 'open':
      void open(data.url);
      break;
    case 'live':
      live(data.rows, data.seconds);
      break;
    case 'ask-slices':
      post({ type: 'slices', threads: slices(), endNs: model.endNs });
      break;
    case 'query-window':
    case 'query-details':
    case 'query-flows':
    case 'query-kind':
    case 'query-figures':
    case 'query-flame':
    case 'query-search':
    case 'query-path': {
      const reply = session.answer(data);
      post(reply, transferablesOf(reply));
      break;
    }
  }
});
