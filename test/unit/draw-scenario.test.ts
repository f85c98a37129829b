import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawEnding } from '../faults/draw-ending.ts';
import { drawScenario } from '../faults/draw-scenario.ts';
import { MAX_STEPS } from '../faults/ledger.ts';
import { createRandom } from '../faults/random.ts';
import type { Crowd, Scenario, Step } from '../faults/scenario.ts';

const scenarios: readonly Scenario[] = Array.from({ length: 2000 }, (_, i) => drawScenario(i + 1));
const crowds: readonly Crowd[] = scenarios.filter((scenario) => scenario.type === 'crowd');

function flat(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => (step.do === 'hold' ? [step, ...flat(step.inside)] : [step]));
}

function allSteps({ main, workers }: Crowd): Step[] {
  return [main, ...workers.map(({ steps }) => steps)].flatMap(flat);
}

test('a seed gives the same numbers each time, and neighbours others', () => {
  const numbers = (seed: number): number[] => {
    const random = createRandom(seed);
    return Array.from({ length: 8 }, () => random.below(1000));
  };
  assert.deepEqual(numbers(7), numbers(7));
  assert.notDeepEqual(numbers(7), numbers(8));
});

test('a seed gives the same scenario each time', () => {
  for (const [i, scenario] of scenarios.entries()) assert.deepEqual(drawScenario(i + 1), scenario);
});

test('2,000 seeds draw every kind of object, step, fault, call, task and initializer', () => {
  const drawn = new Set<string>();
  for (const crowd of crowds) {
    for (const { kind } of crowd.objects) drawn.add(kind);
    for (const step of allSteps(crowd)) drawn.add(step.do === 'fault' ? step.fault : step.do);
  }
  for (const scenario of scenarios) {
    if (scenario.type !== 'calls') continue;
    drawn.add(scenario.of).add(`initializer ${scenario.initializer}`);
    for (const { form, acts } of scenario.calls) {
      drawn.add(form);
      for (const { kind } of acts) drawn.add(`task ${kind}`);
    }
  }
  const expected =
    'Queue JoinableQueue SimpleQueue Pipe Lock RLock Semaphore Event Condition Barrier Value SharedArray ' +
    'put get hold meet add set clear notify notifyAll abort strike sleep ' +
    'exit throw unhandled overflow memory never Pool ProcessPoolExecutor ' +
    'map mapSync mapAsync starmap imap imapSync imapUnordered apply applySync applyAsync';
  const tasks =
    'value big later slow throw exit unhandled overflow uncloneable never memory ' +
    'forth back exitHolding send leave unreadable';
  const initializers = 'none works throws exits';
  const wanted = [
    ...expected.split(' '),
    ...tasks.split(' ').map((kind) => `task ${kind}`),
    ...initializers.split(' ').map((kind) => `initializer ${kind}`),
  ];
  assert.deepEqual([...drawn].sort(), wanted.sort());
});

test('steps have numbers of their own, for which the ledger has room', () => {
  for (const crowd of crowds) {
    const ids = allSteps(crowd).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(Math.max(...ids, 0) < MAX_STEPS);
  }
});

test('main strikes nobody dead by itself and waits for nothing without a limit', () => {
  for (const crowd of crowds) {
    for (const step of flat(crowd.main)) {
      assert.notEqual(step.do, 'fault');
      const waits = 'limit' in step && crowd.objects[step.object]!.kind !== 'SimpleQueue';
      if (waits) assert.notEqual(step.limit.type, 'none');
    }
  }
});

test('where main blocks until each process has ended, each of their waits has a limit', () => {
  const blocking = crowds.filter(({ ending }) => ending === 'joinSync');
  assert.ok(blocking.length > 0);
  for (const crowd of blocking) {
    for (const step of allSteps(crowd)) {
      if (!('limit' in step) || step.limit.type !== 'none') continue;
      assert.equal(step.do === 'put' && crowd.objects[step.object]!.kind, 'SimpleQueue');
    }
  }
});

test('a seed gives the same ending each time, and 100 seeds give every blow', () => {
  const endings = Array.from({ length: 100 }, (_, i) => drawEnding(i + 1));
  for (const [i, ending] of endings.entries()) assert.deepEqual(drawEnding(i + 1), ending);
  assert.deepEqual([...new Set(endings.map(({ blow }) => `${blow.signal} ${blow.target}`))].sort(), [
    'SIGABRT script',
    'SIGINT command',
    'SIGINT script',
    'SIGKILL script',
    'SIGTERM command',
  ]);
});
