import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  parseCoreList,
  parseCoreTicks,
  parseLastCore,
  parseSchedStat,
} from '../../../runtime/src/instrument/proc-files.ts';
import { parseSleepPlace } from '../../../runtime/src/instrument/sleep-place.ts';
import { SleepPlace } from '../../../trace/src/vocabulary.ts';

test('schedstat: time on a core and time waiting for one', () => {
  assert.deepEqual(parseSchedStat('123456789 4567 89\n'), { runNs: 123_456_789, runQueueNs: 4567 });
  assert.equal(parseSchedStat(''), undefined);
  assert.equal(parseSchedStat('nonsense'), undefined);
});

test('stat: the last core, whatever the thread is called', () => {
  const fields = Array.from({ length: 50 }, (_, i) => String(i + 3));
  fields[36] = '11';
  assert.equal(parseLastCore(`42 (a) b (c)) ${fields.join(' ')}`), 11);
  assert.equal(parseLastCore('42 (node) S 1 2'), undefined);
});

test('/proc/stat: busy ticks of each core, idle and waiting for I/O apart', () => {
  const text = 'cpu  9 9 9 9 9 9 9 9 0 0\ncpu0 1 2 4 1000 2000 8 16 32 0 0\ncpu10 5 0 0 7 0 0 0 0 0 0\nintr 5\n';
  assert.deepEqual(
    [...parseCoreTicks(text)],
    [
      [0, 31],
      [10, 5],
    ],
  );
});

test('lists of cores', () => {
  assert.deepEqual(parseCoreList('0-3,8\n'), [0, 1, 2, 3, 8]);
  assert.deepEqual(parseCoreList('1'), [1]);
  assert.deepEqual(parseCoreList(''), []);
});

test('syscall: asleep in the event loop, in another call, outside of any, or awake', () => {
  assert.equal(parseSleepPlace('running\n', 'x64'), SleepPlace.awake);
  assert.equal(parseSleepPlace('281 0x1b 0x7f33 0x400 0x1f86 0x0 0x8 0x7f33 0x7f33\n', 'x64'), SleepPlace.eventLoop);
  assert.equal(parseSleepPlace('202 0x7f33 0x189 0x0 0x0 0x0 0xff 0x7f33 0x7f33\n', 'x64'), SleepPlace.blocked);
  assert.equal(parseSleepPlace('22 0x1b 0x7f33\n', 'arm64'), SleepPlace.eventLoop);
  assert.equal(parseSleepPlace('-1 0x7f33 0x7f33\n', 'x64'), SleepPlace.unknown);
  assert.equal(parseSleepPlace('', 'x64'), SleepPlace.unknown);
  assert.equal(parseSleepPlace('202 0x0\n', 'mips'), SleepPlace.unknown, 'an unknown processor');
});
