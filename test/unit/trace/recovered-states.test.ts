import assert from 'node:assert/strict';
import { test } from 'node:test';
import { threadStates } from '../../../trace/src/analysis/thread-states.ts';
import { THREAD_STATES, type ThreadState } from '../../../trace/src/query.ts';
import { paintedStates } from './painted-states.ts';
import { Random } from './random.ts';
import { drawSchedule, type KnownThread, type ScheduleOptions } from './schedule.ts';
import { MS } from './trace-writer.ts';

const SEEDS = Array.from({ length: 120 }, (_, seed) => seed + 1);
/** Waits with slices, and what tasks are between. */
const BY_SLICES: readonly ThreadState[] = ['starting', 'gc', 'idle'];

/** In turn: how long a piece of a life lasts, how rarely it is looked at, and how far off each state may be in all. */
const CASES: readonly (ScheduleOptions & { readonly offShare: number })[] = [
  { pieceMs: 300, longestRoundMs: 100, offShare: 0.01 },
  { pieceMs: 60, longestRoundMs: 12, offShare: 0.03 },
  // Shorter than what is seen: who looks every 10 to 100 ms sees how much of it was CPU time, not where the rest was slept.
  { pieceMs: 60, longestRoundMs: 100, offShare: 0.12 },
];

interface Found {
  readonly known: KnownThread;
  readonly states: Readonly<Record<ThreadState, number>>;
  readonly sumMs: number;
}

function findStates(options: ScheduleOptions): Found[] {
  return SEEDS.flatMap((seed) => {
    const { writer, threads } = drawSchedule(new Random(seed), options);
    const model = writer.model();
    return threads.map((known) => {
      const { states } = threadStates(model.threads.get(known.index)!, model.endNs);
      return { known, states, sumMs: THREAD_STATES.reduce((sum, state) => sum + states[state], 0) / MS };
    });
  });
}

for (const { pieceMs, longestRoundMs, offShare } of CASES) {
  const about = `pieces up to ${pieceMs} ms, looked at every 10 to ${longestRoundMs} ms`;
  test(`states are recovered from what the kernel tells, late and in rounds: ${about}`, () => {
    const found = findStates({ pieceMs, longestRoundMs });
    for (const { known, sumMs } of found) assert.ok(Math.abs(sumMs - known.lifetimeMs) < 0.001);
    const inPools = found.filter(({ known }) => known.isInPool);
    const lifeMs = inPools.reduce((sum, { known }) => sum + known.lifetimeMs, 0);
    for (const state of THREAD_STATES) {
      const [truth, seen] = [
        inPools.reduce((sum, { known }) => sum + known.states[state], 0),
        inPools.reduce((sum, { states }) => sum + states[state] / MS, 0),
      ];
      const mayBeOff = BY_SLICES.includes(state) ? 0.002 * truth : offShare * truth;
      const isRight = state === 'unknown' ? seen < 0.001 * lifeMs : Math.abs(seen - truth) <= mayBeOff;
      assert.ok(isRight, `${state}: ${seen} of ${truth} ms`);
    }
    const mostOff = Math.max(...inPools.map(({ known, states }) => offOf(known, states, ['running', 'runQueue'])));
    assert.ok(mostOff < 0.05, `CPU time and waits for a core are off by ${mostOff} of a life at most`);
  });
}

/** The part of a life by which one of the states is off at most. */
function offOf(
  known: KnownThread,
  states: Readonly<Record<ThreadState, number>>,
  which: readonly ThreadState[],
): number {
  return Math.max(...which.map((state) => Math.abs(states[state] / MS - known.states[state]) / known.lifetimeMs));
}

test('of a worker without slices the CPU time and the waits for a core are known, of its sleeps most', () => {
  const foreign = findStates({ pieceMs: 300, longestRoundMs: 12 }).filter(({ known }) => !known.isInPool);
  const total = (of: (found: Found) => number): number => foreign.reduce((sum, found) => sum + of(found), 0);
  const lifeMs = total(({ known }) => known.lifetimeMs);
  for (const state of ['running', 'runQueue', 'idle', 'waiting', 'unknown'] as const) {
    const off = Math.abs(total(({ states }) => states[state] / MS) - total(({ known }) => known.states[state]));
    assert.ok(off < 0.01 * lifeMs, `${state}: off by ${off} of ${lifeMs} ms`);
  }
});

test('the picture of such a life is that of its figures', () => {
  for (const seed of SEEDS.slice(0, 10)) {
    const { writer, threads } = drawSchedule(new Random(seed), { pieceMs: 60, longestRoundMs: 100 });
    const model = writer.model();
    for (const { index, lifetimeMs } of threads) {
      const track = model.threads.get(index)!;
      const { states } = threadStates(track, model.endNs);
      const range = { startNs: track.startNs, endNs: track.exitNs!, pointNs: 0.01 * MS };
      const painted = paintedStates(model, index, range);
      for (const state of THREAD_STATES) {
        // What nobody sampled is left blank.
        if (state === 'unknown') continue;
        const offMs = Math.abs(painted[state] - states[state]) / MS;
        assert.ok(offMs <= 0.005 * lifetimeMs, `seed ${seed}: ${state} ${painted[state]} is ${states[state]}`);
      }
    }
  }
});
