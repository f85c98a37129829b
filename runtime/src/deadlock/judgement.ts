/** A judgement as bytes in shared memory: what a blocked thread can read. */
import type { Judgement } from '../../../protocol/src/deadlock.ts';

/** New memory that says it. */
export function writeJudgement(judgement: Judgement): SharedArrayBuffer {
  const bytes = new TextEncoder().encode(JSON.stringify(judgement));
  const memory = new SharedArrayBuffer(bytes.length);
  new Uint8Array(memory).set(bytes);
  return memory;
}

/** What `writeJudgement` has written. */
export function readJudgement(memory: SharedArrayBuffer): Judgement {
  return JSON.parse(new TextDecoder().decode(new Uint8Array(memory).slice())) as Judgement;
}
