import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProgressBar, barLine } from '../../../runtime/src/pool/progress-bar.ts';

test('the bar says how far, how many, how long and how long it will take', () => {
  assert.equal(
    barLine('square', { done: 70, total: 100, elapsedMs: 1400 }, 80),
    'square [#########################------------]  70 %  70/100  1.4 s, 0.6 s left',
  );
  assert.equal(barLine('square', { done: 3, total: 3, elapsedMs: 50 }, 30), 'square 100 %  3/3  0.1 s');
  assert.match(
    barLine('square', { done: 0, total: 3, elapsedMs: 900 }, 80),
    /^square \[-+\] {3}0 % {2}0\/3 {2}0\.9 s$/,
  );
  assert.equal(barLine('draw', { done: 7, total: undefined, elapsedMs: 2000 }, 80), 'draw  7 done  2.0 s');
});

test('the line never wraps, whatever the terminal and the name', () => {
  for (let columns = 2; columns < 200; columns++) {
    for (const name of ['f', 'a rather long name of a function', 'x'.repeat(300)]) {
      for (const done of [0, 1, 499, 1000]) {
        for (const total of [1000, undefined]) {
          assert.ok(barLine(name, { done, total, elapsedMs: 123_456 }, columns).length < columns);
        }
      }
    }
  }
});

test('the bar waits for a long call, redraws its line, and leaves the last state behind', () => {
  for (const columns of [undefined, 0, 60]) {
    const written: string[] = [];
    const nowMs = { value: 1000 };
    const bar = new ProgressBar('square', { columns, write: (text) => written.push(text) }, () => nowMs.value);
    bar.show(1, 10);
    assert.equal(written.length, 0);
    nowMs.value = 1400;
    bar.show(4, 10);
    nowMs.value = 1450;
    bar.show(5, 10);
    nowMs.value = 2000;
    bar.show(9, 10);
    bar.end();
    assert.deepEqual(
      written.map((text) => /\d+\/\d+/.exec(text)?.[0] ?? text),
      ['4/10', '9/10', '9/10', '\n'],
    );
    assert.match(written[0] ?? '', /^\rsquare \[#+-+\] {2}40 % {2}4\/10 {2}0\.4 s, 0\.6 s left\u001b\[K$/);
    bar.end();
    assert.equal(written.length, 4);
  }
});
