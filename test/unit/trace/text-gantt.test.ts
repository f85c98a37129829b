import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textGantt } from '../../../trace/src/text-gantt.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { TraceWriter } from './trace-writer.ts';

function run(): TraceWriter {
  const writer = new TraceWriter();
  writer.thread(1, 'Process-1', 100).slice(1, RowKind.boot, 100, 200);
  writer.slice(1, RowKind.task, 200, 800).slice(1, RowKind.waitLock, 400, 600, { value: 1 });
  writer.samples(1, 100, 800, (time) => (time > 400 && time <= 600 ? 0 : 1), { core: 1 }).exit(1, 800);
  return writer.slice(0, RowKind.waitJoin, 100, 800).samples(0, 0, 1000, (time) => (time <= 100 ? 1 : 0), { core: 0 });
}

test('a row per thread and core, states by glyph, under an axis', () => {
  assert.equal(
    textGantt(run().end(1000).model(), { width: 51 }),
    [
      '           ╷0 s                ╷0.5 s',
      'main       ████░░░░░░░░░░░░░░░░░░░░░░░░░░░░········',
      'Process-1      ▒▒▒▒████████░░░░░░░░████████',
      'core 0     ████',
      'core 1         ████████████        ████████',
      '           █ running  ▒ starting  ░ waiting  · idle',
      '',
    ].join('\n'),
  );
});

test('plain ASCII, and what was lost is said', () => {
  const model = run().row({ kind: RowKind.dropped, value: 12 }).end(1000).model();
  assert.equal(
    textGantt(model, { width: 51, ascii: true }),
    [
      '           |0 s                |0.5 s',
      'main       ####----------------------------........',
      'Process-1      ++++########--------########',
      'core 0     ####',
      'core 1         ############        ########',
      '           # running  + starting  - waiting  . idle',
      '           12 events were lost: the buffers were full',
      '',
    ].join('\n'),
  );
});

test('colours change nothing but colours', () => {
  const model = run().end(1000).model();
  const colored = textGantt(model, { width: 100, color: true });
  const codes = /\x1b\[\d+m/g;
  assert.ok(codes.test(colored));
  assert.deepEqual(
    colored
      .replaceAll(codes, '')
      .split('\n')
      .map((line) => line.trimEnd()),
    textGantt(model, { width: 100 }).split('\n'),
  );
});

test('long names are cut, many threads are summed up, no line is wider than the terminal', () => {
  const writer = new TraceWriter();
  for (let thread = 1; thread <= 30; thread++) writer.thread(thread, `a worker with a long name ${thread}`, thread);
  const lines = textGantt(writer.end(500).model(), { width: 70 }).split('\n');
  assert.ok(lines.every((line) => line.length <= 70));
  assert.ok(lines.some((line) => line.startsWith('a worker with a lon…')));
  assert.ok(lines.some((line) => line.trim() === 'and 7 more threads'));
});

test('an empty trace draws an axis and no more', () => {
  assert.equal(textGantt(new TraceWriter().model(), { width: 40 }).split('\n')[0], '        ╷0 µs');
});
