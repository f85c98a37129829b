/** Who ended whose wait: a release and an acquire, a notification and a wake, the last to come to a barrier and the others. */
import { RowKind } from '../../vocabulary.ts';
import type { FoundEvent, HandoverKind, Handovers } from '../handovers.ts';
import { CLOCK_NS, enderOf } from '../wait-enders.ts';
import type { FlowEvent } from './event-list.ts';
import type { FlowIndex } from './flow-index.ts';

/** Who waits at a barrier goes on when the system lets it: the others have, this long before or after. */
const BARRIER_NS = 5_000_000;
/** Waits of one object that may end by one notification. */
const MOST_WOKEN = 64;

const WOKEN: readonly number[] = [RowKind.waitSemaphore, RowKind.waitEvent, RowKind.waitCondition];

/** Who ended a wait of that kind by what it did with its object: gave a lock back, made room, set an event. */
export function unblockerOf(handovers: Handovers, kind: number, wait: FlowEvent): FlowEvent | undefined {
  return eventOf(wait.object, enderOf(handovers, kind, { ...wait, endNs: wait.timeNs }));
}

/** The wait that a release ended: one at most. */
export function unblockedBy(handovers: Handovers, index: FlowIndex, hold: FlowEvent): FlowEvent[] {
  const isOther = (wait: FlowEvent): boolean => wait.thread !== hold.thread && wait.startNs <= hold.timeNs;
  const wait = index.slices.waits(RowKind.waitLock, hold.object).firstFrom(hold.timeNs, isOther);
  const by = wait && unblockerOf(handovers, RowKind.waitLock, wait);
  return wait !== undefined && by?.timeNs === hold.timeNs && by.thread === hold.thread ? [wait] : [];
}

/** The other half of a message: of a put its get, of a get its put. */
export function partnerOf(
  handovers: Handovers,
  kind: typeof RowKind.put | typeof RowKind.get,
  { object, number }: FlowEvent,
): FlowEvent | undefined {
  return number > 0 ? eventOf(object, handovers.messageOf(kind, object, number)) : undefined;
}

/** What a thread did in `[fromNs, toNs)`: the first `most` about each object. */
export function eventsOf(
  handovers: Handovers,
  kind: HandoverKind,
  { thread, fromNs, toNs, most }: { thread: number; fromNs: number; toNs: number; most: number },
): FlowEvent[] {
  const events: FlowEvent[] = [];
  for (const [object, line] of handovers.ofThread(kind, thread)) {
    const first = line.firstFrom(fromNs);
    for (let index = first; index < Math.min(line.count, first + most) && line.time[index]! < toNs; index++) {
      events.push(eventOf(object, { line, index }));
    }
  }
  return events.sort((a, b) => a.timeNs - b.timeNs);
}

function eventOf(object: number, found: FoundEvent): FlowEvent;
function eventOf(object: number, found: FoundEvent | undefined): FlowEvent | undefined;
function eventOf(object: number, found: FoundEvent | undefined): FlowEvent | undefined {
  if (found === undefined) return undefined;
  const { line, index } = found;
  const timeNs = line.time[index]!;
  const site = line.site[index]!;
  return { timeNs, startNs: timeNs, thread: line.thread, object, number: line.detail[index]!, site };
}

/** The waits that a notification ended: of an event all, of a condition those that it was meant for. */
export function wokenBy(
  handovers: Handovers,
  index: FlowIndex,
  notify: FlowEvent,
): { readonly kind: number; readonly wait: FlowEvent }[] {
  return WOKEN.flatMap((kind) =>
    index.slices
      .waits(kind, notify.object)
      .between(notify.timeNs - CLOCK_NS, Infinity, MOST_WOKEN)
      .filter((wait) => wait.startNs <= notify.timeNs && isSame(unblockerOf(handovers, kind, wait), notify))
      .map((wait) => ({ kind, wait })),
  );
}

function isSame(a: FlowEvent | undefined, b: FlowEvent): boolean {
  return a?.timeNs === b.timeNs && a.thread === b.thread;
}

/** Of waits at a barrier that end together the one that began last has let the others go. */
export function barrierEnders(
  index: FlowIndex,
  wait: FlowEvent,
): { readonly direction: 'in' | 'out'; readonly other: FlowEvent }[] {
  const together = index.slices
    .waits(RowKind.waitBarrier, wait.object)
    .between(wait.timeNs - BARRIER_NS, wait.timeNs + BARRIER_NS, MOST_WOKEN)
    .filter((other) => other.startNs < wait.timeNs && other.timeNs > wait.startNs);
  const last = together.reduce((a, b) => (b.startNs > a.startNs ? b : a), wait);
  if (last.number !== wait.number || last.thread !== wait.thread) return [{ direction: 'in', other: last }];
  return together.filter(({ thread }) => thread !== wait.thread).map((other) => ({ direction: 'out', other }));
}
