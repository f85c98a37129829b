import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RectangleRun } from '../../../webview/src/rectangle-run.ts';

/** What is painted, rectangle by rectangle: `left-right` with its colour, and how much it covers. */
function setUp() {
  const painted: string[] = [];
  const context = {
    fillStyle: '',
    globalAlpha: 1,
    fillRect(left: number, _top: number, width: number) {
      painted.push(`${left}-${left + width} ${this.fillStyle} ${this.globalAlpha}`);
    },
  };
  return { painted, context, run: new RectangleRun(context) };
}

test('rectangles of a colour that touch, overlap or are parted by what no screen shows are one', () => {
  const { painted, context, run } = setUp();
  run.row(10, 7, 'green', 0.5);
  for (const left of [0, 1, 1.75, 3.125]) run.add(left, 1);
  run.flush();
  assert.deepEqual(painted, ['0-4.125 green 0.5']);
  assert.equal(context.globalAlpha, 1, 'what is drawn next covers');
});

test('a gap that shows stays a gap', () => {
  const { painted, run } = setUp();
  run.row(10, 7, 'green', 1);
  run.add(0, 1);
  run.add(1.75, 1);
  run.flush();
  assert.deepEqual(painted, ['0-1 green 1', '1.75-2.75 green 1']);
});

test('one that lies in the one before does not shorten it', () => {
  const { painted, run } = setUp();
  run.row(10, 7, 'green', 1);
  run.add(0, 9);
  run.add(2, 1);
  run.flush();
  assert.deepEqual(painted, ['0-9 green 1']);
});

test('another colour, another share, another row and going back to the left each begin anew', () => {
  const { painted, run } = setUp();
  const rows = [
    [10, 'green', 1],
    [10, 'red', 1],
    [10, 'red', 0.5],
    [20, 'red', 0.5],
  ] as const;
  rows.forEach(([top, fill, alpha], left) => {
    run.row(top, 7, fill, alpha);
    run.add(left, 1);
  });
  run.add(0, 1);
  run.flush();
  assert.deepEqual(painted, ['0-1 green 1', '1-2 red 1', '2-3 red 0.5', '3-4 red 0.5', '0-1 red 0.5']);
});

test('what has been painted is not painted again', () => {
  const { painted, run } = setUp();
  run.flush();
  run.row(10, 7, 'green', 1);
  run.add(0, 1);
  run.flush();
  run.flush();
  run.add(1, 1);
  run.flush();
  assert.deepEqual(painted, ['0-1 green 1', '1-2 green 1']);
});
