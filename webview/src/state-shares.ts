/** How a thread's time divides into states, waiting by reason: the bars beside names and in statistics. */
import type { ThreadState, WaitReason } from '../../trace/src/query.ts';
import { THREAD_STATES, WAIT_REASONS } from '../../trace/src/query.ts';
import { element } from './element.ts';
import { colourVariable } from './palette.ts';
import { stateWords } from './slice-words.ts';
import { formatShare } from './time-format.ts';

/** Times in any unit. */
export interface StateTimes {
  readonly states: Readonly<Record<ThreadState, number>>;
  readonly waits: Readonly<Partial<Record<WaitReason, number>>>;
}

export interface Share {
  readonly variable: string;
  readonly words: string;
  /** In the unit of the times. */
  readonly time: number;
  /** 0 … 1, as whole percents. */
  readonly share: number;
}

interface StateTime {
  readonly state: ThreadState;
  readonly reason?: WaitReason;
  readonly time: number;
}

/** In the order of the states; what rounds to nothing is left out. */
export function sharesOf({ states, waits }: StateTimes, whole: number): Share[] {
  if (!(whole > 0)) return [];
  const reasons = WAIT_REASONS.map((reason) => ({ state: 'waiting' as const, reason, time: waits[reason] ?? 0 }));
  const known = reasons.reduce((sum, { time }) => sum + time, 0);
  return THREAD_STATES.flatMap((state): readonly StateTime[] =>
    state === 'waiting' ? [...reasons, { state, time: states.waiting - known }] : [{ state, time: states[state] }],
  )
    .map(({ state, reason, time }) => ({
      variable: colourVariable(state, reason),
      words: stateWords({ state, reason }),
      time,
      share: Math.round((time / whole) * 100) / 100,
    }))
    .filter(({ share }) => share > 0);
}

/** A bar of the shares, which says them to those who do not see it. */
export function stateBar(shares: readonly Share[]): HTMLElement {
  const words = shares.map((part) => `${part.words} ${formatShare(part.share)}`).join(', ');
  const bar = element('span', { class: 'state-bar', role: 'img', 'aria-label': words, title: words });
  for (const { variable, share } of shares) {
    const part = element('span', {});
    part.style.flexGrow = String(share);
    part.style.backgroundColor = `var(${variable})`;
    bar.append(part);
  }
  return bar;
}
