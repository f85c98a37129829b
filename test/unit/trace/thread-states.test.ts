import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { threadStates } from '../../../trace/src/analysis/thread-states.ts';
import { THREAD_STATES } from '../../../trace/src/query.ts';
import { ExitReason, GcKind, RowKind, SleepPlace, ThreadRole, sampleObject } from '../../../trace/src/vocabulary.ts';
import { Random } from './random.ts';
import { simulate } from './simulator.ts';
import { MS, TraceWriter } from './trace-writer.ts';

test('states of random schedules are recovered, and add up to the lifetime', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const { writer, truth } = simulate(new Random(seed));
    const model = writer.model();
    for (const [index, { states, lifetimeMs }] of truth) {
      const found = threadStates(model.threads.get(index)!, model.endNs);
      const sumNs = THREAD_STATES.reduce((sum, state) => sum + found.states[state], 0);
      assert.ok(Math.abs(sumNs - lifetimeMs * MS) < 1000, `seed ${seed}: sum ${sumNs / MS} of ${lifetimeMs}`);
      for (const state of THREAD_STATES) {
        // Sampling periods of 2 ms blur the borders of what only sampling sees.
        const tolerance = lifetimeMs * 0.01 + 4 + 0.05 * states[state];
        const difference = Math.abs(found.states[state] / MS - states[state]);
        assert.ok(difference <= tolerance, `seed ${seed}: ${state} ${found.states[state] / MS}, is ${states[state]}`);
      }
    }
  }
});

test('counts of random schedules are exact', () => {
  for (let seed = 200; seed < 230; seed++) {
    const { writer, tasks, acquires, gets } = simulate(new Random(seed));
    const summary = summarize(writer.model());
    assert.equal(summary.tasks.count, tasks.length);
    assert.equal(summary.counts.acquire, acquires);
    assert.equal(summary.counts.get, gets);
    assert.equal(summary.counts.spawn, 3);
    const sorted = tasks.toSorted((a, b) => a - b);
    const p95 = sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? 0;
    assert.ok(Math.abs(summary.tasks.p95Ms - p95) < 0.001);
  }
});

test('events that were only counted are counted, and their time is in the states', () => {
  const writer = new TraceWriter();
  const pool = writer.object('pool', 'Pool-1');
  const lock = writer.object('lock', 'Lock-1');
  writer.thread(1, 'worker-1', 0).slice(1, RowKind.boot, 0, 20);
  writer.slice(1, RowKind.task, 20, 21, { object: 1, value: pool });
  // 1000 tasks of 0.05 ms and 30 ms of short waits for more: no slice shows them.
  writer.row({ kind: RowKind.countedTask, thread: 1, time: 100 * MS, value: 1000, duration: 50 * MS, object: pool });
  writer.row({ kind: RowKind.countedWait, thread: 1, time: 100 * MS, value: 900, duration: 30 * MS, object: pool });
  writer.row({ kind: RowKind.countedAcquire, thread: 1, time: 100 * MS, value: 700, object: lock });
  writer.row({ kind: RowKind.countedWait, thread: 1, time: 100 * MS, value: 3, duration: 2 * MS, object: lock });
  writer.row({ kind: RowKind.countedPut, thread: 1, time: 100 * MS, value: 5, object: 9 });
  writer.row({ kind: RowKind.countedGet, thread: 1, time: 100 * MS, value: 6, object: 9 });
  const model = writer.exit(1, 101).end(101).model();
  const summary = summarize(model);
  assert.equal(summary.tasks.count, 1001);
  assert.deepEqual(
    [summary.counts.acquire, summary.counts.put, summary.counts.get, summary.events.counted],
    [700, 5, 6, 1000 + 900 + 700 + 3 + 5 + 6],
  );
  assert.equal(summary.tasks.p50Ms, 0.05);
  const { states, waits } = summary.threads.find(({ name }) => name === 'worker-1')!;
  assert.equal(states.starting, 20);
  assert.equal(states.running, 51 - 2);
  assert.equal(states.waiting, 2);
  assert.deepEqual(waits, { lock: 2 });
  assert.equal(states.idle, 30);
});

test('main outside of slices: running by CPU time, else idle; a blocked main waits', () => {
  const writer = new TraceWriter();
  writer.slice(0, RowKind.waitResult, 100, 300);
  writer
    .samples(0, 0, 100, () => 1)
    .samples(0, 100, 300, () => 0)
    .samples(0, 300, 400, (time) => (time <= 350 ? 1 : 0));
  const { states, waits } = threadStates(writer.end(400).model().threads.get(0)!, 400 * MS);
  assert.equal(states.running, 150 * MS);
  assert.equal(states.waiting, 200 * MS);
  assert.equal(waits.result, 200 * MS);
  assert.equal(states.idle, 50 * MS);
});

test('a foreign worker: its modules are its work; outside of them running by CPU time, the rest unknown', () => {
  const writer = new TraceWriter();
  writer.thread(1, 'worker', 0).slice(1, RowKind.boot, 0, 40).slice(1, RowKind.load, 40, 90);
  writer.instant(1, RowKind.online, 90);
  writer
    .samples(1, 0, 200, (time) => (time <= 100 ? 1 : 0))
    .exit(1, 200, 0, ExitReason.terminated)
    .end(200);
  const { states } = threadStates(writer.model().threads.get(1)!, 200 * MS);
  assert.equal(states.starting, 40 * MS);
  assert.equal(states.running, 60 * MS);
  assert.equal(states.unknown, 100 * MS);
});

test('a worker of the runtime that ends while it loads its modules was starting, though no task ever came', () => {
  const writer = new TraceWriter();
  writer.thread(1, 'worker', 0).slice(1, RowKind.boot, 0, 40, { value: 1 }).instant(1, RowKind.online, 41);
  writer
    .open(1, RowKind.load, 41)
    .samples(1, 0, 200, () => 0.5)
    .exit(1, 200, 1)
    .end(200);
  const { states } = threadStates(writer.model().threads.get(1)!, 200 * MS);
  assert.equal(states.unknown, 0);
  assert.equal(states.running, 0);
  assert.ok(states.starting >= 159 * MS);
});

test('a task without any sample counts as running', () => {
  const writer = new TraceWriter();
  writer.thread(1, 'worker', 0).slice(1, RowKind.task, 0, 3).exit(1, 3).end(3);
  const { states } = threadStates(writer.model().threads.get(1)!, 3 * MS);
  assert.equal(states.running, 3 * MS);
});

test('a wait for a core that was accounted late is laid where it was', () => {
  const writer = new TraceWriter();
  const sample = (endMs: number, periodMs: number, cpuMs: number, queueMs: number): void => {
    const about = { duration: cpuMs * MS, value: queueMs * MS, object: 1, site: periodMs * 1000 };
    writer.row({ kind: RowKind.sample, thread: 1, time: endMs * MS, ...about });
  };
  writer.thread(1, 'worker', 0);
  sample(20, 20, 20, 0);
  // Queued from 40 to 90; the rounds from 20 to 88 saw nothing move.
  sample(90, 2, 0, 50);
  sample(100, 10, 10, 0);
  const model = writer.slice(1, RowKind.task, 0, 100).exit(1, 100).end(100).model();
  const { states } = threadStates(model.threads.get(1)!, 100 * MS);
  assert.equal(states.runQueue, 50 * MS);
  assert.equal(states.running, 30 * MS);
  assert.equal(states.awaiting, 20 * MS);
});

test('a worker that never showed a sign of life was starting all along', () => {
  const writer = new TraceWriter().thread(1, 'worker', 10).exit(1, 60, -15, ExitReason.terminated).end(60);
  assert.equal(threadStates(writer.model().threads.get(1)!, 60 * MS).states.starting, 50 * MS);
});

test('so was one that was ended while it booted, whatever it used by then', () => {
  const writer = new TraceWriter().thread(1, 'worker', 10).samples(1, 10, 60, () => 0.4, { queueShare: 0.3 });
  const model = writer.exit(1, 60, -15, ExitReason.terminated).end(60).model();
  const { starting, running, unknown } = threadStates(model.threads.get(1)!, 60 * MS).states;
  assert.deepEqual([starting, running, unknown], [50 * MS, 0, 0]);
});

test('and one that the end of the program found so: nobody saw it end', () => {
  const writer = new TraceWriter().thread(1, 'worker', 10).samples(1, 10, 60, () => 0.4, { queueShare: 0.3 });
  const { starting, unknown } = threadStates(writer.end(60, 1).model().threads.get(1)!, 60 * MS).states;
  assert.deepEqual([starting, unknown], [50 * MS, 0]);
});

for (const [where, place, expected] of [
  ['in its event loop', SleepPlace.eventLoop, { idle: 100 }],
  ['in another system call', SleepPlace.blocked, { waiting: 100 }],
  ['nobody knows where', SleepPlace.unknown, { unknown: 100 }],
] as const) {
  test(`a foreign worker that sleeps ${where} is said to do so`, () => {
    const writer = new TraceWriter().thread(1, 'worker', 0).slice(1, RowKind.boot, 0, 40);
    writer.instant(1, RowKind.online, 40);
    writer
      .samples(1, 0, 100, () => 1)
      .samples(1, 100, 105, () => 0, { place })
      // Rounds without a row: it is where it was.
      .samples(0, 0, 200, () => 0)
      .samples(1, 195, 200, () => 0, { place: SleepPlace.awake })
      .exit(1, 200)
      .end(200);
    const { states, waits } = threadStates(writer.model().threads.get(1)!, 200 * MS);
    for (const state of THREAD_STATES) {
      const known: Partial<Record<string, number>> = { starting: 40, running: 60, ...expected };
      assert.equal(Math.round(states[state] / MS), known[state] ?? 0, state);
    }
    assert.deepEqual(waits, place === SleepPlace.blocked ? { blocked: 100 * MS } : {});
  });
}

test('a task that sleeps in its event loop awaits, one that sleeps in another call is blocked', () => {
  const writer = new TraceWriter().thread(1, 'worker', 0).slice(1, RowKind.task, 0, 200);
  writer
    .samples(1, 0, 20, () => 1)
    .samples(1, 20, 120, () => 0, { place: SleepPlace.eventLoop })
    .samples(1, 120, 200, () => 0, { place: SleepPlace.blocked })
    .exit(1, 200)
    .end(200);
  const { states, waits } = threadStates(writer.model().threads.get(1)!, 200 * MS);
  assert.deepEqual([states.running, states.awaiting, states.waiting], [20 * MS, 100 * MS, 80 * MS]);
  assert.deepEqual(waits, { blocked: 80 * MS });
});

test('a helper thread that sleeps is idle, wherever it sleeps', () => {
  const writer = new TraceWriter().thread(1, 'helper', 0, ThreadRole.helper);
  writer.samples(1, 0, 100, () => 0, { place: SleepPlace.blocked }).end(100);
  assert.equal(threadStates(writer.model().threads.get(1)!, 100 * MS).states.idle, 100 * MS);
});

test('a wait for a core of a thread that ran only in its last moment is no sleep', () => {
  const writer = new TraceWriter().thread(1, 'worker', 0).slice(1, RowKind.load, 0, 80).slice(1, RowKind.task, 80, 100);
  const object = sampleObject(0, SleepPlace.awake);
  writer.row({ kind: RowKind.sample, thread: 1, time: 100 * MS, duration: 25 * MS, value: 75 * MS, object, site: 1e5 });
  const { states } = threadStates(writer.exit(1, 100).end(100).model().threads.get(1)!, 100 * MS);
  const { starting, running, runQueue } = states;
  assert.deepEqual([starting, running, runQueue].map(Math.round), [80 * MS, 5 * MS, 15 * MS]);
});

test('garbage collections are counted by kind, with rows and without; their time is a state of its own', () => {
  const writer = new TraceWriter();
  writer.thread(1, 'worker-1', 0).slice(1, RowKind.boot, 0, 20);
  writer.slice(1, RowKind.task, 20, 100, { object: 1 });
  writer.slice(1, RowKind.gc, 30, 34, { value: GcKind.scavenge });
  writer.slice(1, RowKind.gc, 50, 60, { value: GcKind.markSweep });
  writer.slice(1, RowKind.gc, 70, 71, { value: 77 });
  const counted = { object: GcKind.scavenge, value: 10, duration: 5 * MS };
  writer.row({ kind: RowKind.countedGc, thread: 1, time: 90 * MS, ...counted });
  for (const [heap, total, external] of [
    [40e6, 60e6, 1024],
    [30e6, 80e6, 512],
  ] as const)
    writer.row({ kind: RowKind.memory, thread: 1, time: 80 * MS, duration: heap, value: total, site: external });
  const processSample = { kind: RowKind.processSample, time: 90 * MS, duration: 80 * MS } as const;
  writer.row({ ...processSample, value: 100e6 }).row({ ...processSample, thread: 1025, value: 50e6 });
  const summary = summarize(
    writer
      .row({ ...processSample, value: 90e6 })
      .exit(1, 100)
      .end(101)
      .model(),
  );
  assert.equal(summary.memory?.residentPeakBytes, 150e6);
  const { gc, memory, states } = summary.threads.find(({ name }) => name === 'worker-1')!;
  assert.deepEqual(gc, {
    count: 13,
    ms: 20,
    kinds: { scavenge: { count: 11, ms: 9 }, markSweep: { count: 1, ms: 10 }, other: { count: 1, ms: 1 } },
  });
  assert.deepEqual(memory, {
    heapUsedPeakBytes: 40e6,
    heapTotalPeakBytes: 80e6,
    externalPeakBytes: 1024 * 1024,
  });
  assert.deepEqual([states.gc, states.running], [20, 60]);
  const main = summary.threads.find(({ name }) => name === 'main')!;
  assert.ok(!('gc' in main) && !('memory' in main), 'nobody watched it');
});
