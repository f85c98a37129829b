import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { RunSummary } from '../../trace/src/summary.ts';
import { fixture, parascope, temporaryFolder } from './run-command.ts';

/** The script's own default is ten times as many. */
const EVENTS = 1_000_000;
/** Of the start and the end of the run, of its one process, and garbage collections. */
const MOST_OTHERS = 1000;

test('a flood leaves result and exit code alone, is counted to the last event, and what was lost is told', async (t) => {
  const trace = path.join(temporaryFolder(t), 'run.parascope');
  const ran = await parascope(['run', '--json', '--trace', trace, fixture('flood.ts'), String(EVENTS)]);
  assert.equal(ran.exitCode, 3);
  const [result, json] = ran.stdout.trimEnd().split('\n');
  assert.equal(result, `${EVENTS * 0.9} ${EVENTS * 0.1}`);
  const summary = JSON.parse(json!) as RunSummary;
  const { counts, events } = summary;
  // What is counted costs no room, and nothing of it is lost.
  assert.equal(counts.acquire, EVENTS * 0.9);
  // A join that does not wait is a slice and an event: each of the two is there or was lost.
  const others = events.recorded + events.dropped - 2 * EVENTS * 0.1;
  assert.ok(others > 0 && others < MOST_OTHERS, JSON.stringify(events));
  assert.ok(
    counts.join <= EVENTS * 0.1 + 1 && counts.join >= EVENTS * 0.1 + 1 - events.dropped,
    JSON.stringify(counts),
  );
  t.diagnostic(`${events.recorded} recorded, ${events.counted} counted, ${events.dropped} lost`);
  const told = await parascope(['report', '--gantt', trace]);
  const words = events.dropped === 0 ? [] : ['events were lost', 'events were not recorded'];
  for (const says of words) assert.match(told.stdout, new RegExp(`\\b${events.dropped} ${says}`));
  assert.equal(told.stdout.includes('events were lost'), events.dropped > 0);
});
