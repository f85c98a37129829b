/**
 * In a process of its own: large messages go through a file in memory that the process and its agent have open, the window. A write
 * into it never waits for the reader, and the agent reads from it right into the ring: half of the copies, and few turns of the other side.
 * What lies there is there however the process ends.
 */
import { closeSync, writeSync } from 'node:fs';
import { ProcessCall } from '../../../protocol/src/process.ts';
import { decode } from '../shared-memory/codec/codec.ts';
import { openNameless } from './nameless-file.ts';
import { askParent } from './own-parent.ts';

/** Smaller messages are cheaper in the pipe. */
export const LARGE_BYTES = 16_384;
const WINDOW_BYTES = 2 ** 22;

/** null: there is none here. */
let window: number | null | undefined;
let at = 0;

/** Where the message lies in the window now; undefined where it has no room there. Blocks while the agent is far behind. */
export function toWindow(message: Uint8Array): number | undefined {
  if (message.length < LARGE_BYTES || message.length > WINDOW_BYTES || window === null) return undefined;
  window ??= open();
  if (window === null) return undefined;
  if (at + message.length > WINDOW_BYTES) {
    askWindow(window);
    at = 0;
  }
  const start = at;
  if (!write(window, message, start)) {
    // The system has no memory for it: what was posted before stays where it is until it is read.
    window = null;
    return undefined;
  }
  at += message.length;
  return start;
}

function open(): number | null {
  const file = process.platform === 'linux' ? openNameless(['/dev/shm']) : null;
  if (file === null || askWindow(file)) return file;
  closeSync(file);
  return null;
}

function askWindow(file: number): boolean {
  return decode(askParent(ProcessCall.window, file).payload) === 1;
}

function write(file: number, message: Uint8Array, start: number): boolean {
  try {
    let written = 0;
    while (written < message.length)
      written += writeSync(file, message, written, message.length - written, start + written);
    return true;
  } catch {
    return false;
  }
}
