import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { AboutWaits } from '../../../protocol/src/deadlock.ts';
import { ProcessAnswer, ProcessCall } from '../../../protocol/src/process.ts';
import { AgentLook, type Looked } from '../../../runtime/src/broker/agent-look.ts';
import { BLOCKING_CALL, WaitsUnderWay } from '../../../runtime/src/broker/under-way.ts';
import { handleSupervisor } from '../../../runtime/src/deadlock/own-waits.ts';
import { PendingWait } from '../../../runtime/src/deadlock/pending-wait.ts';
import { setTell } from '../../../runtime/src/deadlock/telling.ts';
import { encode } from '../../../runtime/src/shared-memory/codec/codec.ts';

type Answer = Extract<AboutWaits, { type: 'answer' }>;

let answers: Answer[] = [];
let sent: { readonly number: number; readonly round: number }[] = [];
let waits: WaitsUnderWay;
let look: AgentLook;

beforeEach(() => {
  [answers, sent] = [[], []];
  setTell((message) => {
    if (message.type === 'answer') answers.push(message);
  });
  waits = new WaitsUnderWay(() => look.blocks());
  look = new AgentLook(waits, ({ kind, number, note = 0 }) => {
    assert.equal(kind, ProcessAnswer.look);
    sent.push({ number, round: note });
  });
});

/** A call of that number waits until the test has ended. */
function begin(number: number, limited = false): () => Promise<void> {
  const ended = Promise.withResolvers<undefined>();
  const done = waits.during(number, { object: null, limited }, async (signal) => {
    const awaited = { what: () => 'Lock-1' };
    const pending = new PendingWait({ awaited, signal, retry: () => undefined });
    await ended.promise;
    pending.end();
  });
  return async () => {
    ended.resolve(undefined);
    await done;
  };
}

function ask(round: number): void {
  handleSupervisor({ type: 'look', round });
}

/** The process says what it waits for. */
function say(round: number, ...looked: Looked): void {
  look.handle({ kind: ProcessCall.looked, number: round, note: 0, payload: Uint8Array.from(encode(looked, 'call')) });
}

test('a process is idle whose calls are those under way, and each has its line and its limit', async () => {
  const ends = [begin(3), begin(4, true)];
  ask(1);
  assert.deepEqual(sent, [{ number: 1, round: 1 }]);
  assert.equal(answers.length, 0);
  say(1, true, [
    [3, 'a.ts:1'],
    [4, 'a.ts:2'],
  ]);
  assert.deepEqual(
    answers.map(({ idle, waits: all }) => [idle, all.map(({ place, limited }) => [place, limited])]),
    [
      [
        true,
        [
          ['a.ts:1', false],
          ['a.ts:2', true],
        ],
      ],
    ],
  );
  for (const end of ends) await end();
});

for (const [name, calls] of Object.entries({
  'an answer is on its way to it': [3, 5],
  'it does not wait for a call that waits here': [],
  'it waits for another call': [5],
})) {
  test(`a process is not idle where ${name}`, async () => {
    const end = begin(3);
    ask(1);
    say(
      1,
      true,
      calls.map((call) => [call, '']),
    );
    assert.deepEqual(
      answers.map(({ idle }) => idle),
      [false],
    );
    await end();
  });
}

test('a process is not idle where its agent has more to do than its calls, or it says so itself', async () => {
  const end = begin(3);
  const put = new PendingWait({ awaited: { what: () => 'room in a Queue' }, retry: () => undefined });
  ask(1);
  say(1, true, [[3, '']]);
  put.end();
  ask(2);
  say(2, false, [[3, '']]);
  ask(3);
  say(3, true, [[3, '']]);
  assert.deepEqual(
    answers.map(({ idle }) => idle),
    [false, false, true],
  );
  await end();
});

test('who blocks after it was asked is asked again where it reads, and an answer of an earlier round is none', async () => {
  const first = begin(3);
  ask(7);
  const second = begin(BLOCKING_CALL);
  assert.deepEqual(sent, [
    { number: 7, round: 7 },
    { number: BLOCKING_CALL, round: 7 },
  ]);
  say(6, true, [[BLOCKING_CALL, 'b.ts:1']]);
  assert.equal(answers.length, 0);
  say(7, true, [[BLOCKING_CALL, 'b.ts:1']]);
  assert.deepEqual(
    answers.map(({ idle, round }) => [idle, round]),
    [[true, 7]],
  );
  // What the event loop reads of it later is dealt with.
  say(7, false, []);
  assert.equal(answers.length, 1);
  for (const end of [first, second]) await end();
});
