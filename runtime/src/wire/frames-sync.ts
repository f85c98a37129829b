/** Frames read and written by calls that block the thread. */
import { readSync, writevSync } from 'node:fs';
import { FRAME_HEAD_BYTES, frameHead, parseFrameHead, type Frame, type FrameTitle } from './frames.ts';

/** A descriptor that is not ready is tried again so often, ms. */
const RETRY_MS = 1;

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Reads one frame; undefined where the other side is gone. Throws RangeError for damage. */
export function readFrameSync(fd: number): Frame | undefined {
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  if (!fill(fd, head)) return undefined;
  const { payloadBytes, ...title } = parseFrameHead(head);
  const payload = new Uint8Array(payloadBytes);
  return fill(fd, payload) ? { ...title, payload } : undefined;
}

/** Writes one frame, its payload in parts; false where the other side is gone. */
export function writeFrameSync(fd: number, title: FrameTitle, payload: readonly Uint8Array[]): boolean {
  let payloadBytes = 0;
  for (const { length } of payload) payloadBytes += length;
  let parts: Uint8Array[] = [frameHead(title, payloadBytes), ...payload];
  while (parts.length > 0) {
    const written = attempt(() => writevSync(fd, parts));
    if (written === undefined) return false;
    parts = without(parts, written);
  }
  return true;
}

function fill(fd: number, target: Uint8Array): boolean {
  for (let at = 0; at < target.length;) {
    const read = attempt(() => readSync(fd, target, at, target.length - at, null));
    if (read === undefined || read === 0) return false;
    at += read;
  }
  return true;
}

/** What is left after so many bytes of the parts. */
function without(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let skip = bytes;
  for (const part of parts) {
    if (skip < part.length) rest.push(part.subarray(skip));
    skip = Math.max(0, skip - part.length);
  }
  return rest;
}

/** undefined where the other side is gone. */
function attempt(call: () => number): number | undefined {
  for (;;) {
    try {
      return call();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE' || code === 'ECONNRESET' || code === 'EOF') return undefined;
      if (code !== 'EAGAIN' && code !== 'EINTR') throw error;
      Atomics.wait(pause, 0, 0, RETRY_MS);
    }
  }
}
