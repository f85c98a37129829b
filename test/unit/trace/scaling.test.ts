import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeScaling, type MeasuredRun, type MeasuredScript } from '../../../trace/src/analysis/scaling/scaling.ts';
import {
  fitAmdahl,
  fitUsl,
  kneeOf,
  peakOf,
  speedUpAt,
  timeAt,
  type ScalingLaw,
} from '../../../trace/src/analysis/scaling/scaling-law.ts';
import { mostWorkersAtOnce } from '../../../trace/src/analysis/scaling/most-workers.ts';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { textScaling } from '../../../trace/src/text-scaling.ts';
import { DependentPrograms, type Op } from './dependent-programs.ts';
import { Random } from './random.ts';
import { TraceWriter } from './trace-writer.ts';

const law = (oneMs: number, serialFraction: number, crosstalk = 0): ScalingLaw => ({
  oneMs,
  serialFraction,
  crosstalk,
  error: 0,
});

function assertNear(found: number, truth: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(found - truth) <= tolerance, `${what}: found ${found} for ${truth}`);
}

test('exact times give back the law they were made by, whatever its numbers', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = new Random(seed);
    const truth = law(
      10 ** random.between(-1, 6),
      random.pick([0, random.next(), 1]),
      random.pick([0, random.next() / 50]),
    );
    const points = [1, 2, 3, 4, 8, 16].map((workers) => ({ workers, ms: timeAt(truth, workers) }));
    const usl = fitUsl(points)!;
    assertNear(usl.serialFraction, truth.serialFraction, 1e-6, `seed ${seed}: serial fraction`);
    assertNear(usl.crosstalk, truth.crosstalk, 1e-7, `seed ${seed}: crosstalk`);
    assertNear(usl.oneMs / truth.oneMs, 1, 1e-6, `seed ${seed}: time of one`);
    if (truth.crosstalk > 0) continue;
    const amdahl = fitAmdahl(points.slice(0, 2))!;
    assertNear(amdahl.serialFraction, truth.serialFraction, 1e-6, `seed ${seed}: Amdahl`);
  }
});

test('times that vary by 2 % give nearly the law they were made by, and never a number below 0', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = new Random(seed);
    const truth = law(1000, random.between(0, 0.5), random.between(0, 0.01));
    const noisy = (ms: number): number => ms * random.between(0.98, 1.02);
    const points = [1, 2, 4, 8, 12, 16].map((workers) => ({ workers, ms: noisy(timeAt(truth, workers)) }));
    const usl = fitUsl(points)!;
    assert.ok(usl.serialFraction >= 0 && usl.serialFraction <= 1 && usl.crosstalk >= 0);
    assertNear(usl.serialFraction, truth.serialFraction, 0.05, `seed ${seed}: serial fraction`);
    for (const { workers } of points) {
      assertNear(timeAt(usl, workers) / timeAt(truth, workers), 1, 0.04, `seed ${seed}: time at ${workers}`);
    }
    assert.ok(usl.error < 0.02);
  }
});

test('any times give a law that can be, or none', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = new Random(seed);
    const points = Array.from({ length: 1 + random.below(6) }, () => ({
      workers: 1 + random.below(8),
      ms: 10 ** random.between(-2, 6),
    }));
    for (const found of [fitAmdahl(points), fitUsl(points)]) {
      if (found === undefined) continue;
      const { oneMs, serialFraction, crosstalk, error } = found;
      assert.ok(
        oneMs > 0 && serialFraction >= 0 && serialFraction <= 1 && crosstalk >= 0 && error >= 0,
        `seed ${seed}`,
      );
      assert.ok([1, 2, 64].every((workers) => Number.isFinite(speedUpAt(found, workers))));
    }
  }
});

test('two points of one count are no law, two counts are none of three unknowns', () => {
  const at = (workers: number): { workers: number; ms: number } => ({ workers, ms: 100 / workers });
  assert.equal(fitAmdahl([at(2), at(2)]), undefined);
  assert.equal(fitUsl([at(1), at(2), at(2)]), undefined);
  assert.equal(fitAmdahl([]), undefined);
});

test('the peak is the fastest number of workers, the knee where less than half of them is used', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = new Random(seed);
    const truth = law(100, random.between(0, 0.3), random.between(0.0005, 0.05));
    const times = Array.from({ length: 400 }, (_, at) => timeAt(truth, at + 1));
    assert.equal(peakOf(truth), times.indexOf(Math.min(...times)) + 1, `seed ${seed}`);
    const { workers, by } = kneeOf(truth)!;
    if (by === 'peak') assert.equal(workers, peakOf(truth));
    else {
      assert.ok(peakOf(truth) > 2 * workers);
      assert.ok(speedUpAt(truth, workers) / workers >= 0.5 && speedUpAt(truth, workers + 1) / (workers + 1) < 0.5);
    }
  }
  assert.deepEqual(kneeOf(law(100, 0.1)), { workers: 11, by: 'efficiency' });
  assert.equal(kneeOf(law(100, 0)), undefined);
  assert.deepEqual(kneeOf(law(100, 1)), { workers: 1, by: 'peak' });
  assert.deepEqual(kneeOf(law(100, 0.1, 1e-5)), { workers: 10, by: 'efficiency' });
});

/** `serialMs` of main's own work, then `workMs` shared out among workers. */
function simulate(workers: number, serialMs: number, workMs: number): MeasuredRun {
  const threads = Array.from({ length: workers }, (_, at) => at + 1);
  const main: Op[] = [
    { type: 'work', ms: serialMs },
    ...threads.map((thread): Op => ({ type: 'spawn', thread })),
    ...threads.map((thread): Op => ({ type: 'join', thread })),
  ];
  const share: Op[] = [{ type: 'work', ms: workMs / workers }];
  const programs = new DependentPrograms(new Random(workers), [main, ...threads.map(() => share)], 1);
  programs.run();
  const model = programs.writer.model();
  return { asked: workers, workers: mostWorkersAtOnce(model), wallMs: summarize(model).wallMs };
}

test('the serial share of simulated programs is found from their traces', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = new Random(seed);
    const serialMs = random.between(0, 2000);
    const workMs = random.between(2000, 10_000);
    const runs = [1, 2, 3, 4, 6, 8].map((workers) => simulate(workers, serialMs, workMs));
    assert.deepEqual(
      runs.map(({ workers }) => workers),
      [1, 2, 3, 4, 6, 8],
    );
    const scaling = describeScaling({ script: '/a.ts', cores: 8, runs, serialMs: [serialMs + workMs] });
    assertNear(scaling.serialFraction!, serialMs / (serialMs + workMs), 0.01, `seed ${seed}`);
    assertNear(scaling.points[1]!.speedUp!, (serialMs + workMs) / (serialMs + workMs / 2), 0.02, `seed ${seed}`);
    assert.equal(scaling.baseline!.kind, 'serial');
  }
});

const runsOf = (times: Readonly<Record<number, readonly number[]>>): MeasuredRun[] =>
  Object.entries(times).flatMap(([count, all]) =>
    all.map((wallMs) => ({ asked: Number(count), workers: Number(count), wallMs })),
  );
const describe = (runs: readonly MeasuredRun[], more: Partial<MeasuredScript> = {}) =>
  describeScaling({ script: '/a.ts', cores: 2, runs, serialMs: [], ...more });

test('medians, speed-ups against one worker, and what lies beyond the cores', () => {
  const { points, baseline, amdahl, usl, sentence } = describe(
    runsOf({ 1: [1000, 1200, 1010], 2: [560, 550, 900], 4: [500, 500, 500] }),
  );
  assert.deepEqual(baseline, { kind: 'one-worker', ms: 1010 });
  assert.deepEqual(
    points.map(({ workers, medianMs, speedUp, efficiency, oversubscribed }) => [
      workers,
      medianMs,
      speedUp,
      efficiency,
      oversubscribed,
    ]),
    [
      [1, 1010, 1, 1, false],
      [2, 560, 1.804, 0.902, false],
      [4, 500, 2.02, 1.01, true],
    ],
  );
  // Only two counts are within the cores.
  assertNear(amdahl!.serialFraction, 2 * (560 / 1010) - 1, 0.001, 'serial fraction');
  assert.equal(usl, null);
  assert.equal(
    sentence,
    'speed-up 1.80 at 2 workers against one; 11 % is serial; of more than 10 workers, less than half is used (estimated).',
  );
});

test('the sentence names the peak, a script that is no faster, one that is slower than serial, and one that is fixed', () => {
  const times = Object.fromEntries([1, 2, 3, 4, 6, 8].map((n) => [n, [timeAt(law(1000, 0.05, 0.03), n)]]));
  assert.match(
    describe(runsOf(times), { cores: 8 }).sentence,
    /; 5 % is serial; more than 6 workers gain nothing \(estimated\)\.$/,
  );
  assert.match(describe(runsOf({ 1: [500], 2: [495] })).sentence, /more workers gain nothing/);
  assert.match(
    describe(runsOf({ 1: [900], 2: [800] }), { serialMs: [400] }).sentence,
    /^slower than the serial run with any number of workers: speed-up 0\.50 at 2 workers at best;/,
  );
  const fixed = describe(
    [1, 2].map((asked) => ({ asked, workers: 4, wallMs: 300 })),
    { serialMs: [600] },
  );
  assert.equal(fixed.fixedWorkers, 4);
  assert.match(
    fixed.sentence,
    /^speed-up 2\.00 at 4 workers; the script starts 4 workers whatever it is told\. .*\{workers\}/,
  );
  assert.match(describe([1, 2].map((asked) => ({ asked, workers: 0, wallMs: 300 }))).sentence, /starts no worker/);
  assert.match(describe([{ asked: 1, workers: 0, wallMs: 300 }]).sentence, /starts no worker/);
  const busy = runsOf({ 1: [500], 2: [495] }).map((run) => ({ ...run, othersCores: 1.6 }));
  assert.equal(
    describe(busy).sentence,
    'speed-up 1.01 at 2 workers against one; other programs kept 1.6 of 2 cores busy, which the fit cannot tell from serial work. Measure again on a quiet machine.',
  );
  assert.throws(() => describe([]), /at least one measured run/);
});

test('nothing is concluded where runs alike differ by more than numbers of workers do', () => {
  const measured = (one: readonly number[], two: readonly number[]): string =>
    describeScaling({
      script: '/a/sieve.ts',
      cores: 2,
      runs: [
        ...one.map((wallMs) => ({ asked: 1, workers: 1, wallMs })),
        ...two.map((wallMs) => ({ asked: 2, workers: 2, wallMs })),
      ],
      serialMs: [],
    }).sentence;
  const noisy = measured([1000, 1400, 900], [1050, 990, 1500]);
  assert.match(noisy, /runs alike vary by ±25 %, numbers of workers change less: nothing can be concluded/);
  assert.doesNotMatch(noisy, /is serial|gain nothing/);
  assert.match(measured([1000, 1040, 990], [1010, 1000, 1030]), /more workers gain nothing/);
  assert.match(measured([1000, 1200, 990], [520, 500, 560]), /is serial/);
});

test('runs that had the same workers whatever they were told are counted together in words', () => {
  const runs = [1, 2].map((asked) => ({ asked, workers: 2, wallMs: 700 }));
  const scaling = describeScaling({ script: '/a/fixed.ts', cores: 2, runs, serialMs: [] });
  assert.match(textScaling(scaling), /^2 cores, median of all 2 runs, which had the same workers$/m);
});

test('the most workers at once are counted by their lives, main and helpers apart', () => {
  const writer = new TraceWriter().thread(9, 'helper', 0, 4);
  writer.thread(1, 'a', 10).exit(1, 20).thread(2, 'b', 20).exit(2, 40).thread(3, 'c', 30).end(50);
  assert.equal(mostWorkersAtOnce(writer.model()), 2);
});

test('the table has a bar per point, the ideal as a mark, and says what is not fitted', () => {
  const scaling = describe(runsOf({ 1: [1000], 2: [600], 4: [590, 800] }), {
    serialMs: [960],
    whyNoSerial: undefined,
  });
  assert.equal(
    textScaling(scaling, { width: 65, ascii: true }),
    [
      '2 cores, medians of 2 runs each',
      '  workers       time  speed-up  efficiency',
      '   serial     960 ms      1.00              ##########',
      '        1     1.00 s      0.96        96 %  ##########',
      '        2     600 ms      1.60        80 %  ################   |',
      '        4     695 ms      1.38      beyond  ##############     |',
      '  beyond: more workers than cores (oversubscribed), not fitted',
      '  runs alike differ by up to 30 %: measure again when the machine is quiet',
      '',
    ].join('\n'),
  );
});
