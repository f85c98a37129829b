import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFaults, toWords } from '../faults/run-faults.ts';
import { nodeUnderTest } from './run-fixture.ts';

/** A watchdog, not an expectation. */
const LIMIT_MS = 110_000;
/** So few that a program ends in time also on a machine that is busy with ten other things. */
const PER_PROGRAM = 25;
const COUNT = 200;
/** Processes start and end in ten times the time of threads: so many take less than a minute. `npm run soak` plays 2,000. */
const COUNT_BY_PROCESS = 50;

for (const [startMethod, count] of [
  ['thread', COUNT],
  ['process', COUNT_BY_PROCESS],
] as const)
  for (let firstSeed = 1; firstSeed <= count; firstSeed += PER_PROGRAM) {
    const last = firstSeed + PER_PROGRAM - 1;
    test(`faults drawn at random (${startMethod}), seeds ${firstSeed} to ${last}: all settles, nothing is lost or left behind`, async () => {
      const range = { firstSeed, count: PER_PROGRAM, limitMs: LIMIT_MS };
      const { findings } = await runFaults({ node: nodeUnderTest, startMethod, ...range });
      assert.deepEqual(
        findings.map((finding) => toWords(finding, startMethod)),
        [],
      );
    });
  }
