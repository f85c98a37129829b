/** What a mark is, in words: for tooltip, details, table and speech. */
import type { SliceDetails, ThreadState, WaitReason } from '../../trace/src/query.ts';
import type { SliceMark } from './slice-mark.ts';
import { fill, strings } from './strings.ts';
import { formatCount, formatDuration, formatInstant } from './time-format.ts';

export interface StateAndReason {
  readonly state: ThreadState;
  readonly reason?: WaitReason | undefined;
}

export function stateWords({ state, reason }: StateAndReason): string {
  return state === 'waiting' && reason ? strings.reasons[reason] : strings.states[state];
}

/** What a thread was at while the mark lasted: of a task each state with its time, where there were several. */
export function statesOf(mark: SliceMark, details: SliceDetails | null): string {
  const { within = [] } = details ?? {};
  if (within.length === 0) return stateWords(mark);
  if (within.length === 1) return stateWords(within[0]!);
  return within.map((part) => `${stateWords(part)} ${formatDuration(part.ns)}`).join(', ');
}

export function markTitle(mark: SliceMark, details: SliceDetails | null): string {
  if (mark.merged > 1) return fill(strings.merged, { count: formatCount(mark.merged) });
  return details?.title ?? (mark.name === '' ? stateWords(mark) : mark.name);
}

export function durationWords(mark: SliceMark): string {
  const duration = formatDuration(mark.endNs - mark.startNs);
  return mark.open ? fill(strings.durationOpen, { duration }) : duration;
}

export function startWords(mark: SliceMark): string {
  return formatInstant(mark.startNs, Math.min(Math.max((mark.endNs - mark.startNs) / 10, 1000), 1e6));
}

/** One line for screen readers. */
export function spokenMark(mark: SliceMark, laneName: string, details: SliceDetails | null): string {
  return fill(strings.spokenSlice, {
    title: markTitle(mark, details),
    state: statesOf(mark, details),
    duration: durationWords(mark),
    start: startWords(mark),
    lane: laneName,
  });
}

/** The facts that do not repeat what stands beside them anyway: the lane. */
export function factsBeside(details: SliceDetails | null, laneName: string): SliceDetails['facts'] {
  return (details?.facts ?? []).filter(({ value }) => value !== laneName);
}
