/** Frames read and written by calls that block the thread. */
import { readSync, writeSync, writevSync } from 'node:fs';
import { FRAME_HEAD_BYTES, frameHead, parseFrameHead, writeFrameHead, type Frame, type FrameTitle } from './frames.ts';

/** A descriptor that is not ready is tried again so often, ms. */
const RETRY_MS = 1;

/** Payloads up to here are written together with their head. */
const SMALL_BYTES = 1024;

const scratch = Buffer.alloc(65_536);
const small = Buffer.alloc(FRAME_HEAD_BYTES + SMALL_BYTES);
const NOTHING = Buffer.alloc(0);
/** What was read behind the last frame, of the one descriptor that a process reads so. */
let rest: Uint8Array = NOTHING;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Reads one frame; undefined where the other side is gone. Throws RangeError for damage. */
export function readFrameSync(fd: number): Frame | undefined {
  // Both at once, as far as they are there, and maybe more.
  scratch.set(rest);
  const read = rest.length + fill(fd, scratch.subarray(rest.length), FRAME_HEAD_BYTES - rest.length);
  if (read < FRAME_HEAD_BYTES) return undefined;
  const { payloadBytes, ...title } = parseFrameHead(scratch);
  const payload = new Uint8Array(payloadBytes);
  const there = Math.min(payloadBytes, read - FRAME_HEAD_BYTES);
  payload.set(scratch.subarray(FRAME_HEAD_BYTES, FRAME_HEAD_BYTES + there));
  const end = FRAME_HEAD_BYTES + there;
  rest = read === end ? NOTHING : Uint8Array.prototype.slice.call(scratch, end, read);
  const missing = payload.subarray(there);
  return fill(fd, missing, missing.length) < missing.length ? undefined : { ...title, payload };
}

/** Writes one frame, its payload in parts; false where the other side is gone. */
export function writeFrameSync(fd: number, title: FrameTitle, payload: readonly Uint8Array[]): boolean {
  let payloadBytes = 0;
  for (const { length } of payload) payloadBytes += length;
  // To copy a few bytes costs less than to hand over a list.
  if (payloadBytes <= SMALL_BYTES) return writeSmall(fd, title, payload, payloadBytes);
  let parts: Uint8Array[] = [frameHead(title, payloadBytes), ...payload];
  while (parts.length > 0) {
    const written = attempt(() => (parts.length === 1 ? writeSync(fd, parts[0]!) : writevSync(fd, parts)));
    if (written === undefined) return false;
    parts = without(parts, written);
  }
  return true;
}

/** The same in one piece, whose memory is used for each. */
function writeSmall(fd: number, title: FrameTitle, payload: readonly Uint8Array[], payloadBytes: number): boolean {
  writeFrameHead(small, title, payloadBytes);
  let length = FRAME_HEAD_BYTES;
  for (const part of payload) {
    small.set(part, length);
    length += part.length;
  }
  for (let at = 0; at < length;) {
    const written = attempt(() => writeSync(fd, small, at, length - at));
    if (written === undefined) return false;
    at += written;
  }
  return true;
}

/** Reads until there are as many bytes; fewer where the other side is gone, more where they are there. */
function fill(fd: number, target: Uint8Array, least: number): number {
  let at = 0;
  while (at < least) {
    const read = attempt(() => readSync(fd, target, at, target.length - at, null));
    if (read === undefined || read === 0) break;
    at += read;
  }
  return at;
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
