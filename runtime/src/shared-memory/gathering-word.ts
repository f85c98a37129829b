/** The one word of the run that those sleep on who wait for several things at once: see gathering.ts. */
import { GATHERING_WORD, runWords } from './run-block.ts';

/** Wakes all of them; each looks again at what it waits for. They are few and rare. */
export function wakeGatherings(): void {
  const run = runWords();
  Atomics.add(run, GATHERING_WORD, 1);
  Atomics.notify(run, GATHERING_WORD);
}
