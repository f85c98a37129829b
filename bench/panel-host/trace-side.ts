/** The trace worker of the bench: as the extension's, but that rows come from an address or from a program that is played. */
import { lookUpIn } from '../../trace/src/analysis/look-up.ts';
import { summarize } from '../../trace/src/analysis/summarize.ts';
import { stateOfKind } from '../../trace/src/model/kind-state.ts';
import { TraceModel } from '../../trace/src/model/trace-model.ts';
import { PacedSession } from '../../trace/src/paced-session.ts';
import { largeTrace } from '../large-trace/large-trace.ts';
import type { FromTraceSide, ThreadSlices, ToTraceSide } from './messages.ts';

/** As in the extension's trace worker. */
const POLL_MS = 50;
const PATIENCE_MS = 1000;
const BETWEEN_QUESTIONS_MS = 20;

const model = new TraceModel();
/** A file is being read: there is no verdict yet. */
let isReading = false;
let judging: ReturnType<typeof setTimeout> | undefined;
let session = createSession();

function createSession(isSaved = false): PacedSession {
  return new PacedSession({
    title: 'large.ts',
    model,
    lookUp: lookUpIn(model),
    summarize: () => (model.facts.meta && !isReading ? summarize(model) : null),
    isSaved,
    phase: { type: isSaved ? 'starting' : 'running' },
    post,
    clock: () => performance.now(),
  });
}

function post(message: FromTraceSide, transfer: Transferable[] = []): void {
  // The library of workers is not that of pages: here there is no target origin.
  (postMessage as (message: unknown, transfer: Transferable[]) => void)(message, transfer);
}

async function open(url: string): Promise<void> {
  isReading = true;
  session = createSession(true);
  const { body } = await fetch(url);
  const reader = body!.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    model.append(part.value);
    session.grew();
    session.tell();
  }
  session.show();
  judging = setTimeout(judge, PATIENCE_MS);
}

function judge(): void {
  judging = undefined;
  isReading = false;
  session.phase = { type: 'ended', exitCode: 0 };
  post(session.judged());
}

/** What the run writes is made before its clock starts: here as there the trace worker only reads. */
function live(rows: number, seconds: number): void {
  const parts = [...largeTrace({ rows })];
  const startMs = performance.now();
  let read = 0;
  const reading = setInterval(() => {
    const due = Math.floor(((performance.now() - startMs) / (seconds * 1000)) * parts.length);
    for (; read < Math.min(due, parts.length); read++) {
      model.append(parts[read]!);
      session.grew();
    }
    if (read === parts.length) {
      clearInterval(reading);
      post({ type: 'played' });
    } else session.tell();
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
    case 'query-path':
      session.answer(data);
      if (judging !== undefined) {
        clearTimeout(judging);
        judging = setTimeout(judge, BETWEEN_QUESTIONS_MS);
      }
      break;
  }
});
