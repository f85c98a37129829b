import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endOfRun } from '../../../extension/src/end-of-run.ts';
import type { LaneInfo } from '../../../trace/src/query.ts';

const lane = (role: NonNullable<LaneInfo['role']>): LaneInfo => ({
  id: 1,
  kind: 'thread',
  name: role,
  role,
  startNs: 0,
  depth: 1,
});
const MAIN = [lane('main'), lane('instrument')];
const WORKERS = [...MAIN, lane('worker')];

test('a run with a worker ended with its exit code', () => {
  assert.deepEqual(endOfRun({ exitCode: 0, isStopped: false, lanes: WORKERS }), { type: 'ended', exitCode: 0 });
  assert.deepEqual(endOfRun({ exitCode: 3, isStopped: false, lanes: WORKERS }), { type: 'ended', exitCode: 3 });
  const lanes = [...MAIN, lane('process')];
  assert.deepEqual(endOfRun({ exitCode: 0, isStopped: false, lanes }), { type: 'ended', exitCode: 0 });
});

test('Stop, Ctrl+C and closing the terminal stop a run', () => {
  assert.deepEqual(endOfRun({ exitCode: 143, isStopped: true, lanes: WORKERS }), { type: 'stopped' });
  assert.deepEqual(endOfRun({ exitCode: 130, isStopped: false, lanes: WORKERS }), { type: 'stopped' });
  assert.deepEqual(endOfRun({ exitCode: undefined, isStopped: false, lanes: WORKERS }), { type: 'stopped' });
});

test('a run that shows nothing says why', () => {
  assert.deepEqual(endOfRun({ exitCode: 1, isStopped: false, lanes: [] }), { type: 'no-trace', exitCode: 1 });
  assert.deepEqual(endOfRun({ exitCode: undefined, isStopped: false, lanes: [] }), {
    type: 'no-trace',
    exitCode: undefined,
  });
  assert.deepEqual(endOfRun({ exitCode: 1, isStopped: false, lanes: MAIN }), {
    type: 'threw-before-worker',
    exitCode: 1,
  });
  assert.deepEqual(endOfRun({ exitCode: 0, isStopped: false, lanes: MAIN }), { type: 'no-worker' });
});
