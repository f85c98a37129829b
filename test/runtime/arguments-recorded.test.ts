import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RowKind } from '../../trace/src/vocabulary.ts';
import { ofKind, runRecorded } from './instrument-run.ts';

const TINY = 1000;

for (const serial of [false, true]) {
  test(`a task says what it was given, ${serial ? 'in a serial run' : 'in a worker'}`, async () => {
    const { rows, exitCode } = await runRecorded('given.ts', { setup: { serial } });
    assert.equal(exitCode, 0);
    // Rows of one thread are in their order, those of several are not.
    const tasks = ofKind(rows, RowKind.task).sort((a, b) => a.time - b.time);
    const texts = tasks.map(({ text }) => text);
    const [ada, bare, ...others] = texts;
    assert.deepEqual([ada, bare], ['"Ada", { greeting: "hello" }', '']);
    assert.deepEqual(others.slice(0, 2), ['{ id: 7 }', '{ id: 8 }']);
    assert.deepEqual(others.slice(-3), ['5, 20', '6, 20', '9, 20']);
    const told = others.slice(2, -3);
    assert.deepEqual(
      told.slice(0, 18),
      Array.from({ length: 18 }, (_, i) => String(i)),
      'the first of a thread',
    );
    // One that is preempted may last ten milliseconds.
    assert.ok(told.filter((text) => text !== '').length < TINY / 2, 'not the others, which are too short');
  });
}

test('a task that still runs says what it was given', async () => {
  const { rows, exitCode } = await runRecorded('given-open.ts');
  assert.equal(exitCode, 0);
  const open = ofKind(rows, RowKind.open).filter(({ value }) => value === RowKind.task);
  const texts = new Set(open.map(({ text }) => text));
  assert.deepEqual([...texts].filter((text) => text !== '').sort(), ['"Ada", Event', '"Grace", Event']);
});

test('what tasks are given is not recorded where that is not wanted', async () => {
  const { rows, exitCode } = await runRecorded('given.ts', { setup: { recordArguments: false } });
  assert.equal(exitCode, 0);
  const tasks = ofKind(rows, RowKind.task);
  assert.ok(tasks.length > 7);
  assert.deepEqual(
    tasks.filter(({ text }) => text !== ''),
    [],
  );
});
