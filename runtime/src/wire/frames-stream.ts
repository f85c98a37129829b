/** Frames written into a stream. */
import type { Writable } from 'node:stream';
import { frameHead, type FrameTitle } from './frames.ts';

/** Payloads up to here are written together with their head: two writes cost more than a copy. */
const SMALL_BYTES = 4096;

/** Writes one frame; returns before it has left. */
export function writeFrame(stream: Writable, title: FrameTitle, payload: Uint8Array): void {
  const head = frameHead(title, payload.length);
  if (payload.length <= SMALL_BYTES) {
    stream.write(Buffer.concat([head, payload], head.length + payload.length));
    return;
  }
  stream.cork();
  stream.write(head);
  stream.write(payload);
  stream.uncork();
}
