import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareRuns } from '../../../trace/src/analysis/comparison/compare-runs.ts';
import { emptyStates } from '../../../trace/src/analysis/thread-states.ts';
import type { Finding, FindingId, RunSummary } from '../../../trace/src/summary.ts';
import { textComparison } from '../../../trace/src/text-comparison.ts';

const NO_GAIN = { estimatedGainMs: null, whyNoGain: 'it is made up' } as const;

function finding(id: FindingId, shareOfTime: number, location?: string): Finding {
  const evidence = { startNs: 0, endNs: 1, threads: [], lines: [] };
  const place = location === undefined ? {} : { location };
  return {
    id,
    severity: 'warning',
    shareOfTime,
    message: `${id}.`,
    remedy: 'Mend it.',
    evidence,
    ...place,
    ...NO_GAIN,
  };
}

function worker(name: string, states: Partial<RunSummary['threads'][number]['states']>): RunSummary['threads'][number] {
  const waits = { ...(states.waiting !== undefined && { lock: states.waiting }) };
  return {
    name,
    role: 'worker',
    cpuMs: 1,
    runQueueMs: 0,
    lifetimeMs: 1,
    states: { ...emptyStates(), ...states },
    waits,
  };
}

function summary(changes: Partial<RunSummary> = {}): RunSummary {
  return {
    version: 1,
    script: '/app/pi.ts',
    exitCode: 0,
    wallMs: 1000,
    cpuMs: 900,
    cores: { available: 2, busyMean: 0.9, measured: true, perCore: [] },
    efficiency: 0.45,
    threads: [worker('a', { waiting: 600, running: 400 }), worker('b', { waiting: 200, running: 800 })],
    tasks: { count: 10, unfinished: 0, p50Ms: 5, p95Ms: 9 },
    events: { recorded: 1, counted: 0, dropped: 0 },
    counts: { spawn: 0, join: 0, submit: 0, put: 0, get: 0, acquire: 0 },
    copies: [],
    findings: [],
    verdict: '',
    overhead: { nsPerEvent: 0, shareOfCpu: 0 },
    trace: '/runs/1',
    report: null,
    ...changes,
  };
}

describe('two runs beside each other', () => {
  test('time, states and waits are of the workers together', () => {
    const { before, after, speedUp } = compareRuns(summary(), summary({ wallMs: 400, threads: [] }));
    assert.equal(speedUp, 2.5);
    assert.deepEqual(
      [before.workers, before.states.waiting, before.states.running, before.waits],
      [2, 800, 1200, { lock: 800 }],
    );
    assert.deepEqual([after.workers, after.states.waiting, after.waits], [0, 0, {}]);
  });

  test('a finding of the same line is the same one, then the next of its id: a change moves lines', () => {
    const { findings } = compareRuns(
      summary({
        findings: [
          finding('lock-contention', 0.6, 'pi.ts:14'),
          finding('lock-contention', 0.2, 'pi.ts:20'),
          finding('tiny-tasks', 0.1, 'pi.ts:3'),
        ],
      }),
      summary({
        findings: [
          finding('lock-contention', 0.3, 'pi.ts:20'),
          finding('lock-contention', 0.1, 'pi.ts:16'),
          finding('io-bound', 0.5),
        ],
      }),
    );
    const told = findings.map((each) => [
      each.change,
      'before' in each ? each.before.location : undefined,
      'after' in each ? each.after.location : undefined,
    ]);
    assert.deepEqual(told, [
      ['gone', 'pi.ts:3', undefined],
      ['new', undefined, undefined],
      ['stays', 'pi.ts:14', 'pi.ts:16'],
      ['stays', 'pi.ts:20', 'pi.ts:20'],
    ]);
  });

  test('the sentence says how much, and what went or came', () => {
    const slow = summary({ findings: [finding('lock-contention', 0.62, 'pi.ts:14')] });
    const fast = summary({ wallMs: 345 });
    assert.equal(
      compareRuns(slow, fast).sentence,
      '2.9 times as fast as before: 345 ms instead of 1.00 s; lock-contention at pi.ts:14 (62 % of worker time) is gone.',
    );
    assert.equal(
      compareRuns(fast, slow).sentence,
      'takes 2.9 times as long as before: 1.00 s instead of 345 ms; lock-contention at pi.ts:14 (62 % of worker time) is new.',
    );
    const less = summary({ wallMs: 800, findings: [finding('lock-contention', 0.4, 'pi.ts:14')] });
    assert.equal(
      compareRuns(slow, less).sentence,
      '1.25 times as fast as before: 800 ms instead of 1.00 s; lock-contention at pi.ts:14 stays (40 %, was 62 %).',
    );
    assert.equal(
      compareRuns(slow, { ...fast, script: '/app/exercise.ts' }).sentence,
      'exercise.ts is 2.9 times as fast as pi.ts: 345 ms instead of 1.00 s; lock-contention at pi.ts:14 (62 % of worker time) is gone.',
    );
    assert.equal(
      compareRuns(summary(), summary({ findings: [finding('serial-section', 0.7)] })).sentence,
      'as fast as before: 1.00 s instead of 1.00 s, and runs alike differ by as much; serial-section (70 % of wall time) is new.',
    );
  });

  test('against a serial run it is a speed-up, and what was not looked for there is not new', () => {
    const serial = summary({ serial: true, wallMs: 1800 });
    const { sentence } = compareRuns(serial, summary({ findings: [finding('lock-contention', 0.6, 'pi.ts:14')] }));
    assert.equal(
      sentence,
      'speed-up 1.80 against the serial run, measured: 1.00 s instead of 1.80 s, 0.9 of 2 cores busy.',
    );
  });

  test('what makes the comparison doubtful is said', () => {
    const other = summary({
      exitCode: 3,
      cores: { available: 8, busyMean: 1, measured: true, perCore: [] },
      tasks: { count: 20, unfinished: 0, p50Ms: 5, p95Ms: 9 },
      events: { recorded: 1, counted: 0, dropped: 7 },
    });
    const { notes, sentence } = compareRuns(summary(), other);
    assert.deepEqual(notes, [
      'the run after ended with exit code 3: its times are those of a failure',
      '2 cores before, 8 after: the machine differs',
      '10 tasks before, 20 after: not the same work, or cut differently',
      '7 events of the run after were not recorded',
    ]);
    assert.equal(sentence, 'the run after ended with exit code 3, so its time is no measure of the work.');
    assert.deepEqual(compareRuns(summary(), summary()).notes, []);
  });

  test('the table has a row for what takes time in either run', () => {
    const text = textComparison(
      compareRuns(
        summary({ findings: [finding('lock-contention', 0.4, 'pi.ts:14')] }),
        summary({ wallMs: 500, threads: [worker('a', { running: 990, idle: 10 })] }),
      ),
    );
    assert.match(text, /^ {2}wall time +1\.00 s +500 ms +2\.00 x as fast$/m);
    assert.match(text, /^ {4}waiting +40 % +0 %$/m);
    assert.match(text, /^ {6}lock +40 % +0 %$/m);
    assert.match(text, /^ {4}idle +0 % +1 %$/m);
    assert.ok(!text.includes('serializing'));
    assert.match(text, /^ {2}gone {3}lock-contention pi\.ts:14 {2}40 %$/m);
  });
});
