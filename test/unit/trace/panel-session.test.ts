import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LookUp, PanelModel } from '../../../trace/src/panel-session.ts';
import { PanelSession, transferablesOf } from '../../../trace/src/panel-session.ts';
import type { WindowAnswer, WindowQuery } from '../../../trace/src/query.ts';

const query: WindowQuery = { startNs: 0, endNs: 100, widthPx: 10, laneIds: [] };
const answer: WindowAnswer = {
  query,
  lanes: [],
  utilization: {
    count: 2,
    program: new Float32Array(2),
    others: new Float32Array(2),
    instrument: new Float32Array(2),
    available: 2,
    measured: true,
  },
  names: [],
};

/** A model whose newest time moves, as that of a live run does. */
function growingModel(): PanelModel & { endNs: number } {
  return {
    endNs: 5,
    dropped: 3,
    oddRows: 0,
    reducedBelowMs: undefined,
    lanes: () => [],
    window: () => answer,
    details: () => null,
    flowsOf: () => null,
  };
}

const figures = { query, threads: [], functions: [], tasks: { count: 0, counted: 0, longest: [] }, objects: [] };
const flame = {
  source: 'slices',
  totalNs: 0,
  frames: [],
  functions: [],
  left: { frames: 0, functions: 0 },
  threads: [],
} as const;
const lookUp: LookUp = {
  figures: () => figures,
  flame: (asked) => ({ ...flame, query: asked }),
  search: (text) => ({ text, count: 0, slices: [] }),
  path: () => [],
  kindOf: () => null,
};

test('a snapshot shows the model and the phase as they are when it is taken', () => {
  const model = growingModel();
  const session = new PanelSession({ title: 'pi.ts', model, lookUp, summarize: () => null });
  assert.deepEqual(session.snapshot().phase, { type: 'starting' });
  model.endNs = 70;
  session.phase = { type: 'ended', exitCode: 2 };
  const snapshot = session.snapshot();
  assert.equal(snapshot.endNs, 70);
  assert.equal(snapshot.dropped, 3);
  assert.deepEqual(snapshot.phase, { type: 'ended', exitCode: 2 });
});

test('a reply carries the id of its query', () => {
  const session = new PanelSession({ title: 'pi.ts', model: growingModel(), lookUp, summarize: () => null });
  assert.deepEqual(session.answer({ type: 'query-window', id: 7, query }), { type: 'window', id: 7, answer });
  const details = session.answer({ type: 'query-details', id: 8, laneId: 1, slice: 2 });
  assert.deepEqual(details, { type: 'details', id: 8, details: null });
  const flows = session.answer({ type: 'query-flows', id: 9, laneId: 1, slice: 2 });
  assert.deepEqual(flows, { type: 'flows', id: 9, flows: null });
  assert.deepEqual(session.answer({ type: 'query-figures', id: 10, range: query }), {
    type: 'figures',
    id: 10,
    figures,
  });
  const matches = { text: 'pi', count: 0, slices: [] };
  assert.deepEqual(session.answer({ type: 'query-search', id: 11, text: 'pi' }), { type: 'matches', id: 11, matches });
  assert.deepEqual(session.answer({ type: 'query-path', id: 12 }), { type: 'path', id: 12, path: [] });
  const kind = session.answer({ type: 'query-kind', id: 13, laneId: 1, slice: 2 });
  assert.deepEqual(kind, { type: 'kind', id: 13, histogram: null });
});

test('each buffer of a window answer is listed once for transfer', () => {
  const shared = new ArrayBuffer(16);
  const reply = {
    type: 'window',
    id: 1,
    answer: { ...answer, utilization: { ...answer.utilization, program: new Float32Array(shared, 0, 2) } },
  } as const;
  const buffers = transferablesOf(reply);
  assert.equal(buffers.length, 3);
  assert.equal(new Set(buffers).size, 3);
  assert.ok(buffers.includes(shared));
});
