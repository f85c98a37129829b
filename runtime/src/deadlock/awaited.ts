/** What a wait says of itself, so that a deadlock can be found and told. */
import type { Ender } from '../../../protocol/src/deadlock.ts';

export interface Awaited {
  /** In words: `Lock-1`, `the end of Process-2`. */
  readonly what: () => string;
  /** Who alone can end the wait; anybody, where it is absent. */
  readonly by?: Ender;
  /** An error here would help nobody, as at the end of the program. */
  readonly unbreakable?: boolean;
}
