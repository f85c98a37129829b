/** A thread that strikes its program when the players have made so many moves: main may be blocked then. */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { type Blow, STRIKE_NOW } from './draw-ending.ts';
import { Ledger } from './ledger.ts';
import type { LedgerPlace } from './ledger-pages.ts';

export interface StrikerData {
  readonly place: LedgerPlace;
  readonly blow: Blow;
  readonly afterMoves: number;
}

const { place, blow, afterMoves } = workerData as StrikerData;
const ledger = new Ledger(place);
const clock = new Int32Array(new SharedArrayBuffer(4));
while (ledger.moves < afterMoves) Atomics.wait(clock, 0, 0, 1);
// Whoever runs the command strikes it as soon as it reads this.
if (blow.target === 'command') writeSync(1, STRIKE_NOW);
else process.kill(process.pid, blow.signal);
