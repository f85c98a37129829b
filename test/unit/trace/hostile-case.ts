/**
 * One trace as nobody should write it (cut off, corrupted, or of rows that make no sense) on its whole way: reader, model,
 * figures, critical path, JSON, text, and what a panel asks. Drawn from a seed, so that a case can be run again.
 */
import { summaryLines } from '../../../cli/src/print-summary.ts';
import { lookUpIn } from '../../../trace/src/analysis/look-up.ts';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { encodeBatch, endMarker, schemaMessage } from '../../../trace/src/ipc-writer.ts';
import { TraceModel } from '../../../trace/src/model/trace-model.ts';
import { PanelSession } from '../../../trace/src/panel-session.ts';
import { BatchBuilder } from '../../../trace/src/row-batch.ts';
import { textGantt } from '../../../trace/src/text-gantt.ts';
import { TraceFormatError } from '../../../trace/src/trace-format-error.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { Random } from './random.ts';
import { simulate } from './simulator.ts';

/** What came of a case: the trace was refused in words, or told of. Anything else is thrown. */
export type Outcome = 'refused' | 'told';

/** More than this for a trace of some hundred KB is without bound. */
const MOST_BYTES = 2 ** 30;

const ODD_NUMBERS = [NaN, Infinity, -Infinity, -1, -0, 0, 1, 1e-300, 1e17, 1e18, 1e300, 2 ** 31, 2 ** 32, 2 ** 53];
const ODD_IDS = [0, 1, 2, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1];
const ODD_TEXTS = [
  '',
  'name',
  '\u0000\u001b[2J\u009b',
  '\ud800',
  'f\tfile.ts:1:2',
  'f\tfile.ts:0:-1',
  '\t\t:::',
  `g\t/${'deep/'.repeat(200)}x.ts:99999999999999999999:1`,
  '[]',
  'null',
  '{"cores":"x","coresAvailable":-3}',
  '{"version":1,"script":"/a/b.ts","coresAvailable":1e308,"cores":[0,1,-1,1e9,null],"coresMeasured":true}',
  '{"__proto__":{"script":1},"argv":[{}]}',
];
const KINDS = Object.values(RowKind);

/** Plays the case of that seed. Throws what a reader of traces must never throw, or an error that says what is wrong. */
export function playHostileCase(seed: number): Outcome {
  const random = new Random(seed);
  const bytes = damage(random, random.below(2) === 0 ? soundTrace(random) : oddTrace(random));
  const model = new TraceModel();
  let refused = false;
  try {
    for (const piece of pieces(random, bytes)) model.append(piece);
  } catch (error) {
    if (!(error instanceof TraceFormatError)) throw error;
    refused = true;
  }
  // What was read before the error is shown all the same.
  tellAll(random, model);
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  if (heapUsed + arrayBuffers > MOST_BYTES)
    throw new Error(`${bytes.length} bytes of trace took ${heapUsed + arrayBuffers} bytes of memory`);
  return refused ? 'refused' : 'told';
}

function soundTrace(random: Random): Uint8Array {
  return simulate(random, 1 + random.below(5)).writer.bytes();
}

/** Batches that are whole, of rows that are not. */
function oddTrace(random: Random): Uint8Array {
  const parts = [schemaMessage()];
  for (let batches = 1 + random.below(4); batches > 0; batches--) {
    const batch = new BatchBuilder(64);
    const kinds = random.below(2) === 0 ? KINDS : Array.from({ length: 3 }, () => random.pick(KINDS));
    for (let rows = random.below(600); rows > 0; rows--) pushOddRow(random, batch, kinds);
    parts.push(encodeBatch(batch, batch.count));
    if (random.below(8) === 0) parts.push(endMarker(), schemaMessage());
  }
  return Buffer.concat(parts);
}

function pushOddRow(random: Random, batch: BatchBuilder, kinds: readonly number[]): void {
  const number = (scale: number): number =>
    random.below(8) === 0 ? random.pick(ODD_NUMBERS) : random.between(0, scale);
  const id = (): number => (random.below(8) === 0 ? random.pick(ODD_IDS) : random.below(12));
  const text = random.below(3) === 0 ? random.pick(ODD_TEXTS) : '';
  if (text !== '') batch.texts.set(batch.count, text);
  const kind = random.below(20) === 0 ? random.below(256) : random.pick(kinds);
  // In an open row the value is a kind.
  const value = kind === RowKind.open ? random.pick(KINDS) : number(100);
  batch.push(number(1e9), number(1e8), id() & 0xffff, kind, id(), value, id());
}

function damage(random: Random, bytes: Uint8Array): Uint8Array {
  const end = random.below(3) === 0 ? random.below(bytes.length + 1) : bytes.length;
  const damaged = bytes.slice(0, end);
  if (random.below(2) === 0 || end === 0) return damaged;
  for (let flips = 1 + random.below(12); flips > 0; flips--) {
    const near = random.below(3) === 0 ? Math.min(end, 1200) : end;
    damaged[random.below(near)] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)]);
  }
  return damaged;
}

function* pieces(random: Random, bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const length = random.below(4) === 0 ? 1 + random.below(100) : 1 + random.below(bytes.length);
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

/** All that anybody asks of a trace. */
function tellAll(random: Random, model: TraceModel): void {
  const summary = summarize(model, { isOver: random.below(2) === 0, criticalPath: true });
  assertFinite(summary, 'summary');
  JSON.parse(JSON.stringify(summary));
  summaryLines(summary, { color: random.below(2) === 0 });
  textGantt(model, { width: random.pick([1, 80, 500]), ascii: random.below(2) === 0 });
  const session = new PanelSession({ title: 'x', model, lookUp: lookUpIn(model), summarize: () => summary });
  const { lanes } = session.snapshot();
  const anyNumber = (scale: number): number =>
    random.below(4) === 0 ? random.pick(ODD_NUMBERS) : random.between(0, scale);
  for (let queries = 4; queries > 0; queries--) {
    const laneIds = [...lanes.slice(0, 40).map(({ id }) => id), anyNumber(1e6)];
    const query = { startNs: anyNumber(1e9), endNs: anyNumber(1e9), widthPx: anyNumber(2000), laneIds };
    session.answer({ type: 'query-window', id: 1, query });
    const range = { startNs: query.startNs, endNs: query.endNs };
    session.answer({ type: 'query-figures', id: 1, range });
    const laneId = random.below(2) === 0 ? random.pick([...laneIds]) : undefined;
    const flame = session.answer({
      type: 'query-flame',
      id: 1,
      query: { ...range, ...(laneId !== undefined && { laneId }) },
    });
    if (flame.type === 'flame') assertFinite({ ...flame.flame, query: null }, 'flame');
  }
  for (const text of ODD_TEXTS) session.answer({ type: 'query-search', id: 1, text });
  session.answer({ type: 'query-path', id: 1 });
  for (let queries = 20; queries > 0; queries--) {
    const laneId = lanes.length === 0 ? 0 : random.pick(lanes).id;
    const slice = Math.floor(anyNumber(100));
    session.answer({ type: 'query-details', id: 1, laneId, slice });
    session.answer({ type: 'query-flows', id: 1, laneId, slice });
    session.answer({ type: 'query-kind', id: 1, laneId, slice });
  }
}

/** JSON has no other numbers: they would be null. */
function assertFinite(value: unknown, where: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${where} is ${value}`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) assertFinite(inner, `${where}.${key}`);
}
