/** Draws how a whole program ends, at any moment of a crowd's play: the same seed gives the same ending. */
import { drawScenario } from './draw-scenario.ts';
import { createRandom } from './random.ts';
import type { Crowd } from './scenario.ts';

/** Who is struck by what: a signal to the command or to its script, or the script ends itself by a crash. */
export type Blow =
  | { readonly target: 'command'; readonly signal: 'SIGINT' | 'SIGTERM' }
  | { readonly target: 'script'; readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL' }
  | { readonly target: 'script'; readonly signal: 'SIGABRT' };

/** What a program writes whose command is to be struck. */
export const STRIKE_NOW = 'strike now\n';

export interface Ending {
  readonly blow: Blow;
  /** Played again and again until the blow. */
  readonly crowd: Crowd;
  /** Moves of the players after which it strikes. */
  readonly afterMoves: number;
}

export function drawEnding(seed: number): Ending {
  const random = createRandom(seed);
  const blow = random.pick<Blow>([
    { target: 'command', signal: 'SIGINT' },
    { target: 'command', signal: 'SIGTERM' },
    { target: 'script', signal: 'SIGINT' },
    { target: 'script', signal: 'SIGKILL' },
    { target: 'script', signal: 'SIGABRT' },
  ]);
  const afterMoves = 1 + random.below(120);
  for (;;) {
    const crowd = drawScenario(random.below(2 ** 30));
    if (crowd.type === 'crowd') return { blow, crowd, afterMoves };
  }
}
