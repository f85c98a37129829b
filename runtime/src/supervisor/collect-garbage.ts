/** V8 collects the heap of a thread as the thread allocates. The supervisor hardly does, but what it holds is large. */
import * as v8 from 'node:v8';

/** No object is one: to count them makes V8 collect all garbage first. Some ms, for the heap is small. */
class Nothing {
  readonly never = true;
}

/** Collects the garbage of this thread, where this Node can. Only for a thread without code of the user: warnings end here. */
export function collectGarbage(): void {
  // Node warns that what counts objects is experimental. It is there in Node 22, 24 and 26; without it memory goes later.
  process.removeAllListeners('warning');
  const { queryObjects } = v8 as { readonly queryObjects?: (type: typeof Nothing, options: object) => unknown };
  queryObjects?.(Nothing, { format: 'count' });
}
