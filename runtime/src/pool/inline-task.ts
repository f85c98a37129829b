/** A task that runs in the thread that calls the pool, as far as it can be told from one that runs in a worker. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { MaybeEncodingError, NotCloneableError } from '../errors.ts';
import { recordOpen, recordSlice, recordTask, recordTaskOpen } from '../instrument/record.ts';
import { collectJourneys, decode, encode } from '../shared-memory/codec/codec.ts';
import type { Job } from './pool-job.ts';
import { SlotFlag } from './slot-ring.ts';
import type { TaskFunction } from './task-functions.ts';

/** One call of a job's function, and what the trace needs to tell of it. */
export interface InlineTask {
  readonly job: Job;
  readonly item: unknown;
  /** What an error calls the item. */
  readonly itemName: string;
  /** Its id in the trace. */
  readonly task: number;
  /** The pool's object in the trace. */
  readonly pool: number;
}

/** Calls the function with a copy of its item; gives a copy of the result, or a promise of one. Throws what the task throws. */
export function runInline({ job, item, itemName, task, pool }: InlineTask): unknown {
  const copied = copyOf(item, itemName);
  const isSpread = (job.what & SlotFlag.spread) !== 0;
  const startNs = recordTaskOpen(task, job.site, copied, isSpread);
  const end = (): void => recordTask(startNs, task, pool, job.site, copied, isSpread);
  let value: unknown;
  try {
    const fn = job.fn as TaskFunction;
    value = isSpread ? fn(...(copied as readonly unknown[])) : fn(copied);
  } catch (error) {
    end();
    throw error;
  }
  if (!isThenable(value)) {
    end();
    return resultOf(job, value);
  }
  return Promise.resolve(value)
    .finally(end)
    .then((settled) => resultOf(job, settled));
}

function resultOf({ name }: Job, value: unknown): unknown {
  try {
    return copyOf(value, 'result');
  } catch (error) {
    if (!(error instanceof NotCloneableError)) throw error;
    const message = `the result of ${name} cannot travel back: ${error.message}`;
    throw new MaybeEncodingError(message, { cause: error });
  }
}

/**
 * A task may change what it is given without its caller seeing it, as in a worker. The time of copying is recorded, so that
 * a comparison can leave it out. What holds functions is checked and not copied: they belong to this thread.
 */
function copyOf(value: unknown, root: string): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value;
  const startNs = recordOpen(RowKind.serialize, 0, 0);
  let sizeBytes = 0;
  try {
    const { result: bytes } = collectJourneys(() => encode(value, root));
    sizeBytes = bytes.length;
    return decode(bytes);
  } catch (error) {
    if (root === 'result' || !(error instanceof NotCloneableError)) throw error;
    collectJourneys(() => encode(value, root, { functions: true }));
    return value;
  } finally {
    recordSlice(RowKind.serialize, startNs, 0, sizeBytes, 0);
  }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
