/** A chunk that runs in the thread that calls the pool: its items one after the other. */
import type { Chunk, Job } from './pool-job.ts';

/** Does the task of the item at that position of the chunk: gives its result, or a promise of it. */
type DoTask = (item: unknown, position: number) => unknown;

/**
 * Gives the job the results of the chunk, or the first error. From the first task on that gives a promise it goes on
 * asynchronously, and gives a promise too: that the chunk is done; it does not reject for an error of a task.
 */
export function runChunk(job: Job, chunk: Chunk, doTask: DoTask): Promise<void> | undefined {
  const items = chunk.single ? [chunk.payload] : (chunk.payload as ArrayLike<unknown>);
  const values: unknown[] = [];
  const resolve = (): void => job.resolveChunk(chunk.number, chunk.single ? values[0] : values);
  /** The last of the values is a promise. */
  const goOn = async (): Promise<void> => {
    try {
      values.push(await values.pop());
      for (let i = values.length; i < items.length; i++) values.push(await doTask(items[i], i));
    } catch (error) {
      job.rejectChunk(chunk.number, error);
      return;
    }
    resolve();
  };
  try {
    for (let i = 0; i < items.length; i++) {
      const value = doTask(items[i], i);
      values.push(value);
      if (value instanceof Promise) return goOn();
    }
  } catch (error) {
    job.rejectChunk(chunk.number, error);
    return undefined;
  }
  resolve();
  return undefined;
}
