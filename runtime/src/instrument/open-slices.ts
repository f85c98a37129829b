/** Slices of a thread that have begun: a short list in its lane, which the collector looks at as it comes by. */
import { LaneWord, OPEN_BYTES, OPEN_ENTRIES, OPEN_TEXT_BYTES, type LaneViews } from './arena.ts';

/** Floats and words of an entry: f64 start in ns (0 = free), u32 object, u32 site, u32 kind, u32 bytes of its text. */
const FLOATS = OPEN_BYTES / 8;
const WORDS = OPEN_BYTES / 4;
const NO_ENTRY = -1;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What is announced of a slice. */
export interface OpenSlice {
  readonly kind: number;
  readonly startNs: number;
  readonly object: number;
  readonly site: number;
  readonly text: string;
}

/**
 * Puts it on the list and gives its place there; -1 where the list is full: it is known only once it has ended. A text that
 * is longer than its room is cut.
 */
export function announceOpen(
  { open, openWords, openText, control }: LaneViews,
  kind: number,
  startNs: number,
  object: number,
  site: number,
  text = '',
): number {
  for (let entry = 0; entry < OPEN_ENTRIES; entry++) {
    if (open[entry * FLOATS] !== 0) continue;
    const word = entry * WORDS;
    openWords[word + 2] = object;
    openWords[word + 3] = site;
    openWords[word + 4] = kind;
    openWords[word + 5] = text === '' ? 0 : encoder.encodeInto(text, roomOf(openText, entry)).written;
    open[entry * FLOATS] = startNs;
    control[LaneWord.openCount]!++;
    return entry;
  }
  return NO_ENTRY;
}

/** Takes it off the list and gives the place that it had there; -1 where it had none. */
export function closeOpen({ open, openWords, control }: LaneViews, kind: number, startNs: number): number {
  if (control[LaneWord.openCount] === 0) return NO_ENTRY;
  for (let entry = 0; entry < OPEN_ENTRIES; entry++) {
    const start = entry * FLOATS;
    if (open[start] !== startNs || openWords[entry * WORDS + 4] !== kind) continue;
    open[start] = 0;
    control[LaneWord.openCount]!--;
    return entry;
  }
  return NO_ENTRY;
}

/** When the slice at a place of another thread's list began, ns; 0 = there is none. */
export function openSince({ open }: LaneViews, entry: number): number {
  return open[entry * FLOATS]!;
}

/** What stands there; undefined where the place was given up while it was read: the slice that it held is a row of its own. */
export function readOpen(lane: LaneViews, entry: number): OpenSlice | undefined {
  const startNs = openSince(lane, entry);
  const word = entry * WORDS;
  const { openWords, openText } = lane;
  const bytes = roomOf(openText, entry).slice(0, openWords[word + 5]);
  const slice = {
    kind: openWords[word + 4]!,
    startNs,
    object: openWords[word + 2]!,
    site: openWords[word + 3]!,
    text: bytes.length === 0 ? '' : decoder.decode(bytes),
  };
  return startNs !== 0 && openSince(lane, entry) === startNs ? slice : undefined;
}

function roomOf(openText: Uint8Array, entry: number): Uint8Array {
  return openText.subarray(entry * OPEN_TEXT_BYTES, (entry + 1) * OPEN_TEXT_BYTES);
}
