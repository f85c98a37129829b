/**
 * Entry of the trace worker: a thread of the extension host that holds one trace. It reads what a run writes, says what
 * the run is at, and answers the panel's queries, so that neither the extension host nor the page waits for either.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { besideRun } from '../../trace/src/analysis/comparison/run-pair.ts';
import { lookUpIn } from '../../trace/src/analysis/look-up.ts';
import { summarize } from '../../trace/src/analysis/summarize.ts';
import { TraceModel } from '../../trace/src/model/trace-model.ts';
import { PanelSession, isPanelQuery, transferablesOf } from '../../trace/src/panel-session.ts';
import { TraceFormatError } from '../../trace/src/trace-format-error.ts';
import type { FromTraceWorker, ToTraceWorker, TraceSource, TraceWorkerData } from './trace-link.ts';
import { TraceTail } from './trace-tail.ts';

const POLL_MS = 100;
/** A snapshot may take this part of the time at most: with a long trace they come less often. */
const SNAPSHOT_SHARE = 0.2;

if (!parentPort) throw new Error('trace-worker runs in a worker thread');
const port = parentPort;
const { source, before: sourceBefore, title, phase } = workerData as TraceWorkerData;
const model = new TraceModel();
const tail = new TraceTail(source);
const before = sourceBefore && readWhole(sourceBefore);
const session = new PanelSession({
  title,
  ...(before ? besideRun(model, before) : { model, lookUp: lookUpIn(model) }),
  summarize: () => (model.facts.meta ? summarize(model, { isOver: !isOpen }) : null),
  isSaved: source.type === 'file',
  phase,
});

/** Whether more may come: until the run is over, or the file is read. */
let isOpen = true;
let polling: NodeJS.Timeout | undefined;
/** Earliest time of the next snapshot, ms of `performance.now()`. */
let snapshotDueMs = 0;
let hasChanged = true;

function post(message: FromTraceWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

/** All that a run has written. Throws where it is no trace. */
function readWhole(whole: TraceSource): TraceModel {
  const read = new TraceModel();
  const file = new TraceTail(whole);
  while (file.read((batch) => read.append(batch)));
  file.close();
  return read;
}

/** Reads one round; gives whether there was anything. What is no trace is told once, and read no further. */
function read(): boolean {
  try {
    const hasRead = tail.read((batch) => model.append(batch));
    hasChanged ||= hasRead;
    return hasRead;
  } catch (error) {
    close();
    const message = error instanceof Error ? error.message : String(error);
    post({ type: 'unreadable', message: error instanceof TraceFormatError ? `not a trace: ${message}` : message });
    return false;
  }
}

function postSnapshot(): void {
  const startMs = performance.now();
  post(session.snapshot());
  hasChanged = false;
  const endMs = performance.now();
  snapshotDueMs = endMs + (endMs - startMs) / SNAPSHOT_SHARE;
}

function poll(): void {
  // Asked before reading: what it wrote last is read then.
  const isOver = source.type === 'found-run' && !tail.hasWriter();
  read();
  if (isOver && isOpen) {
    endReading();
    return;
  }
  if (hasChanged && performance.now() >= snapshotDueMs) postSnapshot();
}

function close(): void {
  isOpen = false;
  clearInterval(polling);
  tail.close();
}

function finish(): void {
  while (isOpen && read());
  close();
  post({ type: 'finished', snapshot: session.snapshot() });
}

/** Reads a saved trace, with room for queries in between. */
function readFile(): void {
  const hasRead = read();
  if (!isOpen) return;
  if (hasRead) {
    if (performance.now() >= snapshotDueMs) postSnapshot();
    setImmediate(readFile);
    return;
  }
  endReading();
}

/** The trace itself says how the run ended; one that was cut off was stopped. */
function endReading(): void {
  while (read());
  const { ended } = model.facts;
  session.phase = ended?.exitCode !== undefined ? { type: 'ended', exitCode: ended.exitCode } : { type: 'stopped' };
  finish();
}

port.on('message', (message: ToTraceWorker) => {
  if (isPanelQuery(message)) {
    const reply = session.answer(message);
    post(reply, transferablesOf(reply));
    return;
  }
  switch (message.type) {
    case 'set-phase':
      session.phase = message.phase;
      postSnapshot();
      break;
    case 'finish':
      finish();
      break;
  }
});

if (source.type === 'file') readFile();
else polling = setInterval(poll, POLL_MS);
