/** What who waits for a pool waits for. */
import type { Awaited } from '../deadlock/awaited.ts';

interface AwaitedPool {
  /** In words: `the result of square`. */
  readonly what: string;
  /** As in `Awaited`. */
  readonly silent: boolean;
  /** Its workers now: any of them can bring it. */
  readonly threads: () => number[];
  /** Whether calls are under way that end by themselves. */
  readonly isLimited: () => boolean;
}

export function poolAwaited({ what, silent, threads, isLimited }: AwaitedPool): Awaited {
  return {
    what: () => what,
    silent,
    get by() {
      return { type: 'threads', threads: threads() } as const;
    },
    get limited() {
      return isLimited();
    },
  };
}
