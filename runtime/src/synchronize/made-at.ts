/** The line that made a lock: behind the lock in its memory, so that every thread can name it. */
import path from 'node:path';
import { userPlace } from '../instrument/call-site.ts';

/** Words of the line: its length in bytes, then UTF-8. */
export const PLACE_WORDS = 24;
const TEXT_BYTES = (PLACE_WORDS - 1) * 4;

/** Notes the line of the user's code that runs; `word` is the first of `PLACE_WORDS`. A few us. */
export function notePlace(memory: SharedArrayBuffer, word: number): void {
  const bytes = Buffer.from(path.basename(userPlace())).subarray(0, TEXT_BYTES);
  new Int32Array(memory)[word] = bytes.length;
  new Uint8Array(memory).set(bytes, (word + 1) * 4);
}

/** `file:line`, empty where it is not known. */
export function placeAt(memory: SharedArrayBuffer, word: number): string {
  if (memory.byteLength !== (word + PLACE_WORDS) * 4) return '';
  const length = new Int32Array(memory)[word]!;
  return Buffer.from(new Uint8Array(memory).slice((word + 1) * 4, (word + 1) * 4 + length)).toString('utf8');
}
