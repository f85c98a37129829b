/** One call of a pool, whatever gives its results: what is called with what. */
import type { TaskFunction } from './call-options.ts';

/** One call: its name in messages, its function, and what that is called with. */
export interface CoreCall {
  /** `map`, `apply` … */
  readonly call: string;
  readonly fn: TaskFunction;
  /** What is mapped. */
  readonly items: unknown;
  /** `SlotFlag`s. */
  readonly flags: number;
  /** What an error calls the one item; default `items[N]`. */
  readonly itemName?: string;
}
