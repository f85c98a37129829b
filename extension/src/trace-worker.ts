/**
 * Entry of the trace worker: a thread of the extension host that holds one trace. It reads what a run writes, says what
 * the run is at, and answers the panel's queries, so that neither the extension host nor the page waits for either.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { besideRun } from '../../trace/src/analysis/comparison/run-pair.ts';
import { lookUpIn } from '../../trace/src/analysis/look-up.ts';
import { summarize } from '../../trace/src/analysis/summarize.ts';
import { TraceModel } from '../../trace/src/model/trace-model.ts';
import { PacedSession } from '../../trace/src/paced-session.ts';
import { isPanelQuery } from '../../trace/src/panel-session.ts';
import { TraceFormatError } from '../../trace/src/trace-format-error.ts';
import type { FromTraceWorker, ToTraceWorker, TraceSource, TraceWorkerData } from './trace-link.ts';
import { TraceTail } from './trace-tail.ts';

const POLL_MS = 50;
/** So long the verdict on a trace that has been read waits for the panel to ask for the picture: a hidden one asks nothing. */
const PATIENCE_MS = 1000;
/** The panel's questions follow each other. */
const BETWEEN_QUESTIONS_MS = 20;

if (!parentPort) throw new Error('trace-worker runs in a worker thread');
const port = parentPort;
const { source, before: sourceBefore, title, phase } = workerData as TraceWorkerData;
const model = new TraceModel();
const tail = new TraceTail(source);
const before = sourceBefore && readWhole(sourceBefore);
const session = new PacedSession({
  title,
  ...(before ? besideRun(model, before) : { model, lookUp: lookUpIn(model) }),
  // Of a file there is no verdict on what happens to have been read so far.
  summarize: () =>
    model.facts.meta && !(isOpen && source.type === 'file') ? summarize(model, { isOver: !isOpen }) : null,
  isSaved: source.type === 'file',
  phase,
  post,
  clock: () => performance.now(),
});

/** Whether more may come: until the run is over, or the file is read. */
let isOpen = true;
let polling: NodeJS.Timeout | undefined;
/** All has been read, and is about to be judged. */
let judging: NodeJS.Timeout | undefined;

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
    if (hasRead) session.grew();
    return hasRead;
  } catch (error) {
    close();
    const message = error instanceof Error ? error.message : String(error);
    post({ type: 'unreadable', message: error instanceof TraceFormatError ? `not a trace: ${message}` : message });
    return false;
  }
}

function poll(): void {
  // Asked before reading: what it wrote last is read then.
  const isOver = source.type === 'found-run' && !tail.hasWriter();
  read();
  if (isOver && isOpen) {
    endReading();
    return;
  }
  session.tell();
}

function close(): void {
  isOpen = false;
  clearInterval(polling);
  clearTimeout(judging);
  tail.close();
}

function finish(): void {
  while (isOpen && read());
  close();
  post({ type: 'finished', snapshot: session.judged() });
}

/** Reads a saved trace, with room for queries in between. */
function readFile(): void {
  const hasRead = read();
  if (!isOpen) return;
  if (!hasRead) {
    endReading();
    return;
  }
  session.tell();
  setImmediate(readFile);
}

/** The picture first: the verdict on a long trace takes as long as reading it. */
function endReading(): void {
  clearInterval(polling);
  while (read());
  if (!isOpen) return;
  session.show();
  judging = setTimeout(judge, PATIENCE_MS);
}

/** The trace itself says how the run ended; one that was cut off was stopped. */
function judge(): void {
  const { ended } = model.facts;
  session.phase = ended?.exitCode !== undefined ? { type: 'ended', exitCode: ended.exitCode } : { type: 'stopped' };
  finish();
}

port.on('message', (message: ToTraceWorker) => {
  if (isPanelQuery(message)) {
    session.answer(message);
    if (isOpen && judging) {
      clearTimeout(judging);
      judging = setTimeout(judge, BETWEEN_QUESTIONS_MS);
    }
    return;
  }
  switch (message.type) {
    case 'set-phase':
      session.phase = message.phase;
      session.show();
      break;
    case 'finish':
      finish();
      break;
  }
});

if (source.type === 'file') readFile();
else polling = setInterval(poll, POLL_MS);
