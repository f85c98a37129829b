/** Slices of a thread that have begun: a short list in its lane, which the collector looks at as it comes by. */
import { LaneWord, OPEN_BYTES, OPEN_ENTRIES, type LaneViews } from './arena.ts';

/** Floats and words of an entry: f64 start in ns (0 = free), u32 object, u32 site, u32 kind. */
const FLOATS = OPEN_BYTES / 8;
const WORDS = OPEN_BYTES / 4;

/** Puts it on the list; where that is full it is known only once it has ended. */
export function announceOpen(
  { open, openWords, control }: LaneViews,
  kind: number,
  startNs: number,
  object: number,
  site: number,
): void {
  for (let entry = 0; entry < OPEN_ENTRIES; entry++) {
    if (open[entry * FLOATS] !== 0) continue;
    const word = entry * WORDS;
    openWords[word + 2] = object;
    openWords[word + 3] = site;
    openWords[word + 4] = kind;
    open[entry * FLOATS] = startNs;
    control[LaneWord.openCount]!++;
    return;
  }
}

/** Takes it off the list. */
export function closeOpen({ open, openWords, control }: LaneViews, kind: number, startNs: number): void {
  for (let entry = 0; entry < OPEN_ENTRIES; entry++) {
    const start = entry * FLOATS;
    if (open[start] !== startNs || openWords[entry * WORDS + 4] !== kind) continue;
    open[start] = 0;
    control[LaneWord.openCount]!--;
    return;
  }
}
