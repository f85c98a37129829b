/** A program that is struck while it plays: `play-ending.ts SEED`. */
import { Worker } from 'node:worker_threads';
import { isMain } from 'parascope';
import { drawEnding } from './draw-ending.ts';
import { Ledger } from './ledger.ts';
import { playCrowd } from './play-crowd.ts';
import type { StrikerData } from './striker.ts';

if (isMain) {
  const seed = Number(process.argv[2]);
  const { crowd, blow, afterMoves } = drawEnding(seed);
  const ledger = new Ledger();
  const workerData: StrikerData = { place: ledger.place, blow, afterMoves };
  new Worker(new URL('./striker.ts', import.meta.url), { workerData });
  // The blow ends it.
  for (;;) {
    ledger.begin(seed);
    await playCrowd(crowd, ledger);
  }
}
