/** What a wait says of itself, so that a deadlock can be found and told. */
import type { Ender } from '../../../protocol/src/deadlock.ts';

/** Read again whenever the wait is looked at: `by` and `limited` may change while it lasts. */
export interface Awaited {
  /** In words: `Lock-1`, `the end of Process-2`. */
  readonly what: () => string;
  /** Who alone can end the wait; anybody, where it is absent. */
  readonly by?: Ender | undefined;
  /** An error here would help nobody, as at the end of the program. */
  readonly unbreakable?: boolean | undefined;
  /** It will end, or may, whatever the others do. */
  readonly limited?: boolean | undefined;
  /** No line of the user's waits here: see `WaitFacts`. */
  readonly silent?: boolean | undefined;
}

/** How many of the things that are waited for are named. */
const MOST_NAMED = 3;

/** What who waits for the first of several waits for: it is stuck only where all of them are. */
export function firstOf(all: readonly Awaited[]): Awaited {
  return {
    what: () => listed([...new Set(all.map(({ what }) => what()))]),
    get by() {
      return endersOf(all);
    },
    get limited() {
      return all.some(({ limited }) => limited);
    },
  };
}

function listed(names: readonly string[]): string {
  const [first = 'nothing', ...others] = names.slice(0, MOST_NAMED);
  const left = names.length - MOST_NAMED;
  return `${[first, ...others].join(' or ')}${left > 0 ? ` or ${left} more` : ''}`;
}

/** All threads that can end one of these waits; undefined where anybody can. */
function endersOf(all: readonly Awaited[]): Ender | undefined {
  const threads = new Set<number>();
  for (const { by } of all) {
    if (by?.type !== 'threads') return undefined;
    for (const thread of by.threads) threads.add(thread);
  }
  return { type: 'threads', threads: [...threads] };
}
