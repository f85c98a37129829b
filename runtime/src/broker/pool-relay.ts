/** A worker of a pool that a process has made: what it says of its work goes there, where a courier hears it. */
import type { Writable } from 'node:stream';
import { ProcessCall } from '../../../protocol/src/process.ts';
import type { ControlBlock } from '../process/control-block.ts';
import type { ThreadId } from '../shared-memory/run-block.ts';
import type { Frame } from '../wire/frames.ts';
import { writeFrame } from '../wire/frames-stream.ts';

const OF_ITS_WORK: ReadonlySet<number> = new Set([
  ProcessCall.ready,
  ProcessCall.result,
  ProcessCall.item,
  ProcessCall.taken,
  ProcessCall.begin,
  ProcessCall.end,
]);

export class PoolRelay {
  readonly #owner: Writable;
  readonly #thread: ThreadId;

  /** `owner`: the pipe `pools` of the pool's owner; `thread`: the worker's id in the run block. */
  constructor(owner: Writable, thread: ThreadId) {
    this.#owner = owner;
    this.#thread = thread;
  }

  /** Passes it on; false for what is none of the pool's. */
  handle({ kind, number, payload }: Frame): boolean {
    if (!OF_ITS_WORK.has(kind)) return false;
    writeFrame(this.#owner, { kind, number, note: this.#thread }, payload);
    return true;
  }

  /** The worker has ended. */
  end({ recordedExit, traceThread }: ControlBlock): void {
    const code = new Uint8Array(Int32Array.of(recordedExit).buffer);
    const number = traceThread === undefined ? 0 : traceThread + 1;
    writeFrame(this.#owner, { kind: ProcessCall.ended, number, note: this.#thread }, code);
  }
}
