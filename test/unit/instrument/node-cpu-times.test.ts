import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { LaneWord, createArena, viewLane } from '../../../runtime/src/instrument/arena.ts';
import { seatInArena } from '../../../runtime/src/instrument/lane.ts';
import { followCpuTime } from '../../../runtime/src/instrument/node-cpu-times.ts';

test('a worker that computes has its CPU time in its lane, as Node counts it', async () => {
  const seat = seatInArena(createArena(), performance.timeOrigin, 1);
  const { control } = viewLane(seat.arena, seat.slot);
  const worker = new Worker('for (;;);', { eval: true, execArgv: [] });
  await once(worker, 'online');
  followCpuTime(worker, seat);
  const before = control[LaneWord.cpuMicros]!;
  while (Atomics.load(control, LaneWord.cpuMicros) <= before + 20_000) await new Promise(setImmediate);
  assert.equal(await worker.terminate(), 1);
});
