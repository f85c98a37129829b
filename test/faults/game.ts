/** A crowd at play, as main knows it. */
import type { Process } from 'parascope';
import type { Ledger } from './ledger.ts';
import type { Handle } from './player.ts';
import type { Crowd, Step } from './scenario.ts';

/** An object with what each player gets of it; two ends for a pipe. */
export type Thing = readonly [Handle] | readonly [Handle, Handle];

/** A crowd at play. */
export interface Game {
  readonly crowd: Crowd;
  readonly ledger: Ledger;
  readonly things: readonly Thing[];
  readonly processes: readonly Process[];
  /** Players that main has struck. */
  readonly struck: Set<number>;
  readonly steps: ReadonlyMap<number, Step>;
}
