import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { runFixture, type FixtureRun } from './run-fixture.ts';

const source = readFileSync(new URL('fixtures/deadlock/found.ts', import.meta.url), 'utf8').split('\n');
const lineOf = (mark: string): number => source.findIndex((line) => line.endsWith(`// here: ${mark}`)) + 1;

/** What was said on standard error: one list of waits for each deadlock, in the order of their workers. */
function told({ stderr }: FixtureRun): string[][] {
  return stderr
    .split(/^parascope: /m)
    .slice(1)
    .map((part) => {
      assert.match(part, /^deadlock: what is waited for here can never happen\.$/m);
      // The errors that nobody caught follow it.
      const [report = ''] = part.split(/^(?:Process |file:|node:|\/)/m);
      return Array.from(report.matchAll(/^ {2}(.*)$/gm), ([, wait]) => wait!.replace(/^(\S+) \(\d+\)/, '$1')).sort();
    });
}

interface Found {
  readonly waits: readonly string[];
  readonly lines: readonly string[];
  readonly exitCode: number;
}

const at = (mark: string): string => `(found.ts:${lineOf(mark)})`;
const opposite = (forth: string, back: string, kind = 'Lock'): Found => ({
  waits: [
    `back waits for ${kind}-1, which forth holds ${at(back)}`,
    `forth waits for ${kind}-2, which back holds ${at(forth)}`,
  ],
  lines: ['forth 1,back 1'],
  exitCode: 1,
});
const alone = (what: string, mark: string): Found => ({
  waits: [`MainProcess waits for ${what} ${at(mark)}`],
  lines: [`caught MainProcess`],
  exitCode: 0,
});

const found: Readonly<Record<string, Found>> = {
  sync: opposite('sync', 'sync'),
  async: opposite('async', 'async'),
  mixed: opposite('sync', 'async'),
  rlock: opposite('sync', 'async', 'RLock'),
  mainRuns: opposite('sync', 'sync'),
  mainBlocked: opposite('sync', 'async'),
  twiceAlone: alone('Lock-1, which it holds itself', 'twice'),
  twiceAloneAsync: alone('Lock-1, which it holds itself', 'twice, awaited'),
  twiceInWorker: {
    waits: [`Process-1 waits for Lock-1, which it holds itself ${at('twice')}`],
    lines: ['Process-1 1'],
    exitCode: 1,
  },
  uncaught: { waits: [`MainProcess waits for Lock-1, which it holds itself ${at('twice')}`], lines: [''], exitCode: 1 },
  joinEachOther: {
    waits: [
      `MainProcess waits for the end of Process-1 ${at('join')}`,
      `Process-1 waits for the end of MainProcess ${at('join of the parent')}`,
    ],
    lines: ['caught MainProcess,Process-1'],
    exitCode: 1,
  },
  getByAll: {
    waits: [
      `MainProcess waits for a message of a Queue ${at('get in main')}`,
      `Process-1 waits for a message of a Queue ${at('get')}`,
      `Process-2 waits for a message of a Queue ${at('get, awaited')}`,
    ],
    lines: ['caught MainProcess,Process-1,Process-2'],
    exitCode: 1,
  },
  nobodyPuts: {
    waits: ['MainProcess waits for the end of Process-1', `Process-1 waits for a message of a Queue ${at('get')}`],
    lines: [''],
    exitCode: 1,
  },
  nobodyPutsAtExit: {
    waits: [
      `MainProcess waits for the end of Process-1 ${at('exit in main')}`,
      `Process-1 waits for a message of a Queue ${at('get')}`,
    ],
    lines: [''],
    exitCode: 1,
  },
  barrier: {
    waits: [
      `MainProcess waits for the others at Barrier-1 ${at('barrier in main')}`,
      `Process-1 waits for the others at Barrier-1 ${at('barrier')}`,
    ],
    lines: ['caught MainProcess,Process-1'],
    exitCode: 1,
  },
  condition: alone('a notification of Condition-1', 'condition'),
  event: alone('Event-1 to be set', 'event'),
  semaphore: alone('Semaphore-1', 'semaphore'),
  joinable: alone('the messages of a JoinableQueue to be dealt with', 'joinable'),
  full: alone('room in a Queue', 'full'),
};

/** Where more than main is in it. Who waits for its parent waits in the process alone, and is not seen. */
const foundInProcesses = [
  'sync',
  'async',
  'mixed',
  'rlock',
  'mainRuns',
  'mainBlocked',
  'twiceInWorker',
  'getByAll',
  'nobodyPuts',
  'nobodyPutsAtExit',
  'barrier',
];

const runs = [
  ...Object.keys(found).map((name) => ({ name, method: 'thread' })),
  ...foundInProcesses.map((name) => ({ name, method: 'process' })),
];

/** Their time is spent in waiting. */
describe('deadlocks', { concurrency: 3 }, () => {
  for (const { name, method } of runs) {
    const expected = found[name]!;
    test(`a deadlock is told as the waits it is made of, and ends them: ${name}, start method ${method}`, async () => {
      const run = await runFixture('deadlock/found.ts', { args: [name, method] });
      assert.deepEqual(told(run), [expected.waits], run.stderr);
      // Once: the errors of those that did not catch it do not say it again.
      for (const wait of expected.waits) {
        const [words = ''] = wait.split(' (');
        assert.equal(run.stderr.replaceAll(/ \(\d+\)/g, '').split(words).length, 2, run.stderr);
      }
      assert.deepEqual(run.lines, expected.lines);
      assert.equal(run.exitCode, expected.exitCode);
    });
  }

  const slow = [
    'slowProducer',
    'slowProducerAsync',
    'slowConsumer',
    'signalByLock',
    'slowEvent',
    'computing',
    'limited',
    'signal',
    'timer',
    'server',
    'longTask',
    'taskWithTimer',
    'future',
    'itemsToCome',
    'streamToCome',
    'limitedCall',
    'limitedTask',
    'limitedGet',
    'abortableCall',
    'leavingWorker',
  ];
  const slowInProcesses = ['slowProducer', 'computing', 'limited', 'timer', 'longTask', 'itemsToCome', 'limitedTask'];

  for (const { name, method } of [
    ...slow.map((each) => ({ name: each, method: 'thread' })),
    ...slowInProcesses.map((each) => ({ name: each, method: 'process' })),
  ]) {
    test(`a wait that will end is no deadlock: ${name}, start method ${method}`, async () => {
      const run = await runFixture('deadlock/not-found.ts', { args: [name, method] });
      const verdicts = told(run);
      assert.equal(verdicts.length, 2, run.stderr);
      // Nothing but the pairs that are really stuck.
      for (const waits of verdicts)
        for (const wait of waits) assert.match(wait, /^Process-\d:\d waits for Lock-\d+, which/);
      assert.deepEqual(run.lines, ['went on 0']);
    });
  }
});
