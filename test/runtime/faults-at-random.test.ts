import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFaults, toWords } from '../faults/run-faults.ts';
import { nodeUnderTest } from './run-fixture.ts';

/** A watchdog, not an expectation. */
const LIMIT_MS = 110_000;
/** So few that a program ends in time also on a machine that is busy with ten other things. */
const PER_PROGRAM = 25;
const COUNT = 200;

for (let firstSeed = 1; firstSeed <= COUNT; firstSeed += PER_PROGRAM) {
  const last = firstSeed + PER_PROGRAM - 1;
  test(`faults drawn at random, seeds ${firstSeed} to ${last}: all settles, nothing is lost or left behind`, async () => {
    const { findings } = await runFaults({ node: nodeUnderTest, firstSeed, count: PER_PROGRAM, limitMs: LIMIT_MS });
    assert.deepEqual(findings.map(toWords), []);
  });
}
