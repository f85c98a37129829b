import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { RunSummary } from '../../trace/src/summary.ts';
import { fixture, parascope, temporaryFolder } from './run-command.ts';

/** The script's own default is ten times as many. */
const EVENTS = 1_000_000;
/** Of the start and the end of the run, of its one process, and garbage collections. */
const MOST_OTHERS = 1000;

interface Flood {
  readonly exitCode: number | null;
  readonly result: string | undefined;
  readonly summary: RunSummary;
  /** What a person reads of the saved trace. */
  readonly told: string;
}

/** Runs the script. `starved`: its collector hardly gets the one core that all its threads share. */
async function flood(trace: string, { events, starved }: { events: number; starved: boolean }): Promise<Flood> {
  const [core] = /\d+/.exec(starved ? readFileSync('/proc/self/status', 'utf8').split('Cpus_allowed_list:')[1]! : '0')!;
  const script = [fixture('flood.ts'), String(events), ...(starved ? ['starved'] : [])];
  const ran = await parascope(['run', '--json', '--trace', trace, ...script], {
    before: starved ? ['taskset', '-c', core] : [],
  });
  const [result, json] = ran.stdout.trimEnd().split('\n');
  const { stdout: told } = await parascope(['report', '--gantt', trace]);
  return { exitCode: ran.exitCode, result, summary: JSON.parse(json!) as RunSummary, told };
}

/** What holds whether anything was lost or not. */
function assertRight({ exitCode, result, summary, told }: Flood, events: number): void {
  assert.deepEqual([exitCode, result], [3, `${events * 0.9} ${events * 0.1}`]);
  const { counts, events: rows, threads } = summary;
  // What is counted costs no room, and nothing of it is lost.
  assert.equal(counts.acquire, events * 0.9);
  // A join that does not wait is a slice and an event: each of the two is there or was lost.
  const others = rows.recorded + rows.dropped - 2 * events * 0.1;
  assert.ok(others > 0 && others < MOST_OTHERS, JSON.stringify(rows));
  const mostJoins = events * 0.1 + 1;
  assert.ok(counts.join <= mostJoins && counts.join >= mostJoins - rows.dropped, JSON.stringify(counts));
  for (const { name, states, lifetimeMs } of threads) {
    const sumMs = Object.values(states).reduce((sum, ms) => sum + ms, 0);
    assert.ok(Math.abs(sumMs - lifetimeMs) <= lifetimeMs * 0.01, `${name}: ${sumMs} of ${lifetimeMs} ms`);
  }
  for (const words of ['events were lost', 'events were not recorded'])
    assert.equal(told.includes(`${rows.dropped} ${words}`), rows.dropped > 0, told);
}

test('a flood leaves result and exit code alone, is counted to the last event, and what was lost is told', async (t) => {
  const ran = await flood(path.join(temporaryFolder(t), 'run.parascope'), { events: EVENTS, starved: false });
  assertRight(ran, EVENTS);
  const { recorded, counted, dropped } = ran.summary.events;
  t.diagnostic(`${recorded} recorded, ${counted} counted, ${dropped} lost`);
});

test('where the collector cannot follow, the buffer overflows: the loss is told, all else is right', async (t) => {
  if (process.platform !== 'linux') {
    t.diagnostic('Linux only: elsewhere a thread has no priority of its own');
    return;
  }
  const events = 2 * EVENTS;
  const ran = await flood(path.join(temporaryFolder(t), 'run.parascope'), { events, starved: true });
  const { recorded, counted, dropped } = ran.summary.events;
  t.diagnostic(`${recorded} recorded, ${counted} counted, ${dropped} lost`);
  assert.ok(dropped > 0, JSON.stringify(ran.summary.events));
  assertRight(ran, events);
});
