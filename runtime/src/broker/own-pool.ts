/**
 * A pool's worker in a process of its own: the same loop as in a thread, on rings that only this process has. What comes
 * through the pipe is put into them, what comes out of them is sent.
 */
import { ProcessAnswer, ProcessCall } from '../../../protocol/src/process.ts';
import { beginCollecting } from '../instrument/lane.ts';
import { createDefinitionMemory, DEFINITION_BYTES_WORD } from '../pool/definition-log.ts';
import { OWNER_BYTES, type PoolStart } from '../pool/pool-start.ts';
import { runPoolWorker } from '../pool/pool-worker.ts';
import { SlotReader } from '../pool/slot-reader.ts';
import { createRingMemory, RingViews, RingWord } from '../pool/slot-ring.ts';
import type { TaskLimits } from '../pool/task-clock.ts';
import { keepBytes, SlotWriter } from '../pool/slot-writer.ts';
import { awaitParent, onParentFrame } from './own-calls.ts';
import { tellParent } from './own-parent.ts';
import { packSlot, unpackSlot } from './pool-frames.ts';
import type { OwnPoolStart } from './process-start.ts';

/** `ready` is called when the first result is written. */
export function runOwnPool(start: OwnPoolStart, ready: () => void): Promise<void> {
  const pool: PoolStart = {
    ...start,
    tasks: createRingMemory(),
    results: createRingMemory(),
    definitions: createDefinitionMemory(),
    bell: new SharedArrayBuffer(OWNER_BYTES),
    number: 0,
    // When to leave is decided by the broker, which sees the pool.
    maxTasks: 0,
    idleTimeoutMs: Infinity,
    minProcesses: 0,
  };
  const wanted = receiveTasks(pool);
  const send = resultsOf(pool);
  tellItemAtExit(pool);
  return runPoolWorker(pool, ready, {
    untilWanted: () => wanted,
    prepared: () => {
      // Its tasks may not let the event loop turn, and a signal may end it: what they do is collected meanwhile.
      beginCollecting();
      tellParent(ProcessCall.ready);
    },
    taken: () => tellParent(ProcessCall.taken),
    told: send,
    limits: limitsOf(pool),
  });
}

/** Puts what comes into the rings. Settles when this worker is to get ready, with false when it is to leave at once. */
function receiveTasks({ tasks, definitions }: PoolStart): Promise<boolean> {
  const writer = new SlotWriter(tasks);
  return new Promise((resolve) => {
    onParentFrame(({ kind, payload }) => {
      if (kind === ProcessAnswer.prepare) resolve(true);
      else if (kind === ProcessAnswer.definitions) append(definitions, payload);
      else if (kind === ProcessAnswer.chunk) {
        const { head, bytes } = unpackSlot(payload);
        // A task that awaits what can never happen ends this process, as it ends a thread.
        awaitParent(false);
        // There is room: one chunk at a time is on its way.
        writer.tryWrite(head, keepBytes(bytes, bytes.length));
        writer.ring(1);
      } else if (kind === ProcessAnswer.leave) {
        resolve(false);
        writer.close();
      }
    });
  });
}

function append(definitions: SharedArrayBuffer, bytes: Uint8Array): void {
  const views = new RingViews(definitions);
  const at = views.words[DEFINITION_BYTES_WORD]!;
  const end = at + bytes.length;
  if (end > definitions.byteLength) definitions.grow(end);
  views.reach(end);
  views.bytes.set(bytes, at);
  Atomics.store(views.words, DEFINITION_BYTES_WORD, end);
}

/** Sends what lies in the ring of results. */
function resultsOf({ results }: PoolStart): () => void {
  const reader = new SlotReader(results, 0);
  return () => {
    while (reader.take()) {
      const { job, chunk, count, what, task, offset, length, views } = reader;
      const bytes = views.bytes.subarray(offset, offset + length);
      tellParent(ProcessCall.result, 0, packSlot({ job, chunk, count, what, task }, bytes));
      reader.free();
      awaitParent(true);
    }
  };
}

/** Which item runs, and how long it may: its broker ends this process at the limit. */
function limitsOf({ results }: PoolStart): TaskLimits {
  const state = new Int32Array(results, 0, 16);
  return {
    begin: (limitMs) => tellParent(ProcessCall.begin, state[RingWord.item], bytesOf(limitMs)),
    end: () => tellParent(ProcessCall.end),
  };
}

function bytesOf(limitMs: number): Uint8Array {
  return new Uint8Array(Float64Array.of(limitMs).buffer);
}

/** Which item a task was called for that ends the process by itself. */
function tellItemAtExit({ results }: PoolStart): void {
  const state = new Int32Array(results, 0, 16);
  process.on('exit', () => {
    if (state[RingWord.busy] === 1) tellParent(ProcessCall.item, state[RingWord.item]);
  });
}
