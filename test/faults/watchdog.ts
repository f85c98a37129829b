/**
 * A thread that watches the others: main may be blocked, so nobody else can. Where nothing moves for too long, it says
 * who waits for what, and ends the program.
 */
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { drawScenario } from './draw-scenario.ts';
import { Ledger, Phase } from './ledger.ts';
import type { LedgerPlace } from './ledger-pages.ts';
import type { PlayLine } from './play-line.ts';
import type { Step } from './scenario.ts';

/** Not an expectation: the waits of a scenario take milliseconds, on a busy machine a second. */
const LIMIT_MS = Number(process.env['PARASCOPE_FAULTS_LIMIT_MS'] ?? 40_000);
const LOOK_MS = 500;

const ledger = new Ledger(workerData as LedgerPlace);

function whoWaits(): string[] {
  const scenario = drawScenario(ledger.seed);
  if (scenario.type === 'calls') return ['a call of a pool, its join, or what it leaves behind'];
  return [scenario.main, ...scenario.workers.map(({ steps }) => steps)].map((steps, player) => {
    const words = Object.keys(Phase)[ledger.phaseOf(player)];
    const step = find(steps, ledger.stepOf(player));
    return `player ${player} is ${words} at ${step === undefined ? 'no step' : JSON.stringify(step)}`;
  });
}

function find(steps: readonly Step[], id: number): Step | undefined {
  for (const step of steps) {
    const found = step.id === id ? step : step.do === 'hold' ? find(step.inside, id) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

let seen = -1;
let since = Date.now();
setInterval(() => {
  if (ledger.moves !== seen) {
    seen = ledger.moves;
    since = Date.now();
  } else if (Date.now() - since > LIMIT_MS) {
    const line: PlayLine = { type: 'hang', seed: ledger.seed, problems: whoWaits() };
    writeSync(1, `${JSON.stringify(line)}\n`);
    process.kill(process.pid, 'SIGKILL');
  }
}, LOOK_MS);
parentPort?.postMessage('ready');
