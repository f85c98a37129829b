/** In a process of its own: its pipes to the program that has started it. */
import { ProcessCall, ProcessPipe } from '../../../protocol/src/process.ts';
import { readFrameSync, writeFrameSync } from '../wire/frames-sync.ts';
import type { Frame, FrameTitle } from '../wire/frames.ts';

const NOTHING = new Uint8Array(0);

/** Tells the parent something. Ends this process where the parent is gone. */
export function tellParent(kind: number, number = 0, payload: Uint8Array = NOTHING): void {
  sendToParent({ kind, number }, [payload]);
}

/** The same, with all of a frame's title, and its payload in parts. */
export function sendToParent(title: FrameTitle, payload: readonly Uint8Array[]): void {
  if (!writeFrameSync(ProcessPipe.calls, title, payload)) endWithParent();
}

/** Asks the parent, blocking this thread. Ends this process where the parent is gone. */
export function askParent(kind: number, number = 0, payload: Uint8Array = NOTHING): Frame {
  tellParent(kind, number, payload);
  return answerOfParent();
}

/** The answer to what was asked, blocking this thread. Ends this process where the parent is gone. */
export function answerOfParent(): Frame {
  return readFrameSync(ProcessPipe.answers) ?? endWithParent();
}

/** Sets a word of the program's block, which all processes share; gives what it was. */
export function exchangeProgramWord(word: number, value: number): number {
  const { payload } = askParent(ProcessCall.program, word, new Uint8Array(Int32Array.of(value).buffer));
  return new Int32Array(payload.buffer)[0]!;
}

/** Nobody is left to work for, and nobody to tell. */
export function endWithParent(): never {
  process.exit(1);
}
