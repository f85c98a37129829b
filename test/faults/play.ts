/**
 * Plays scenarios one after the other in one program: `play.ts FIRST-SEED COUNT [START-METHOD]`. Writes a line of JSON per scenario in
 * which something was wrong, and one with the counts at the end.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { getStartMethod, isMain, setStartMethod } from 'parascope';
import { leastOf, takeRest, untilAtRest } from './at-rest.ts';
import { drawScenario } from './draw-scenario.ts';
import { Ledger } from './ledger.ts';
import { playCalls } from './play-calls.ts';
import { playCrowd } from './play-crowd.ts';
import type { Act, Calls } from './scenario.ts';
import type { PlayLine } from './play-line.ts';

function write(line: PlayLine): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

/** Plays the scenario of that seed; gives what was wrong. */
async function playSeed(seed: number, ledger: Ledger): Promise<string[]> {
  ledger.begin(seed);
  const scenario = drawScenario(seed);
  return scenario.type === 'crowd'
    ? await playCrowd(scenario, ledger)
    : await playCalls(getStartMethod() === 'process' ? uncrossed(scenario) : scenario, ledger);
}

/** Between processes nobody looks for deadlocks: all take their locks in one order. */
function uncrossed(scenario: Calls): Calls {
  const inOrder = (act: Act): Act => (act.kind === 'back' ? { ...act, kind: 'forth' } : act);
  return { ...scenario, calls: scenario.calls.map((call) => ({ ...call, acts: call.acts.map(inOrder) })) };
}

/** Waits of this program that were over only when the runtime looked whether they are a deadlock: wake-ups that were lost. */
function lostWakeUps(): number {
  const count: unknown = Reflect.get(globalThis, Symbol.for('parascope.lost-wake-ups'));
  if (typeof count !== 'function') throw new TypeError('the runtime does not count lost wake-ups');
  return Number(Reflect.apply(count, undefined, []));
}

async function playAll(firstSeed: number, count: number): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-faults-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const ledger = getStartMethod() === 'process' ? Ledger.inFile(path.join(folder, 'ledger')) : new Ledger();
  ledger.begin(0);
  const watchdog = new Worker(new URL('./watchdog.ts', import.meta.url), { workerData: ledger.place });
  // What is loaded for the first time may start a thread that stays: esbuild's, in the watchdog.
  await once(watchdog, 'message');
  watchdog.unref();
  // This starts what stays: the supervisor, and Node's own threads.
  await playSeed(firstSeed, ledger);
  let before = takeRest();
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    write({ type: 'begin', seed });
    const lostBefore = lostWakeUps();
    const problems = await playSeed(seed, ledger);
    // A ring may be late: what waits for it keeps this program from its rest.
    const left = await untilAtRest(before);
    const lost = lostWakeUps() - lostBefore;
    if (lost > 0)
      problems.push(
        `${lost} wake-ups were lost: waits were over only when they were asked to look again, and nobody rang for them`,
      );
    if (problems.length > 0) write({ type: 'wrong', seed, problems });
    if (left.length > 0) write({ type: 'left', seed, problems: left });
    // What has stayed is told once, not again by all that follow.
    before = left.length > 0 ? takeRest() : leastOf(before, takeRest());
  }
  write({ type: 'end' });
}

if (isMain) {
  const [firstSeed, count] = process.argv.slice(2).map(Number);
  if (firstSeed === undefined || count === undefined || !Number.isInteger(firstSeed) || !Number.isInteger(count)) {
    throw new TypeError('expected two whole numbers: play.ts FIRST-SEED COUNT [START-METHOD]');
  }
  setStartMethod(process.argv[4] === 'process' ? 'process' : 'thread');
  await playAll(firstSeed, count);
}
