import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventLine } from '../../../trace/src/model/handovers.ts';
import { Random } from './random.ts';

test('the last event until a time is found wherever the search before has ended', () => {
  const random = new Random(1);
  for (let round = 0; round < 50; round++) {
    const line = new EventLine(1);
    const times: number[] = [];
    for (let query = 0, timeNs = 0; query < 200; query++) {
      if (random.below(3) > 0) {
        timeNs += random.below(4);
        line.add(timeNs, 0, 0);
        times.push(timeNs);
      }
      const untilNs = random.below(2) === 0 ? random.below(timeNs + 3) : timeNs - random.below(5);
      assert.equal(line.lastUntil(untilNs), times.filter((time) => time <= untilNs).length - 1);
    }
  }
});
