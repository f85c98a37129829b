/** Whose doing the end of a wait was, where something of its object was handed over. Flows and the critical path both ask here. */
import { RowKind } from '../vocabulary.ts';
import type { FoundEvent, HandoverKind, LastEvents } from './handovers.ts';

/** Two threads read the clock about the same event so far apart, at most. */
export const CLOCK_NS = 50_000;

interface Ender {
  readonly kind: HandoverKind;
  /** It may be noted so much later than what it lets go on. */
  readonly lateNs: number;
}

/** It is noted when the change is made, which who looks just then sees at once. */
const NOTIFIED: Ender = { kind: RowKind.notify, lateNs: CLOCK_NS };
/** By kind of wait. Who waits for a message is ended by that message: it has a number. */
const ENDERS: Readonly<Record<number, Ender>> = {
  [RowKind.waitLock]: { kind: RowKind.hold, lateNs: 0 },
  [RowKind.waitPut]: { kind: RowKind.get, lateNs: 0 },
  [RowKind.waitSemaphore]: NOTIFIED,
  [RowKind.waitEvent]: NOTIFIED,
  [RowKind.waitCondition]: NOTIFIED,
};

/** A wait of a thread; its end lies in `(startNs, endNs]`. */
export interface WaitOf {
  readonly object: number;
  readonly thread: number;
  readonly startNs: number;
  readonly endNs: number;
}

/**
 * The last that another thread did with what was waited for before the wait ended: gave the lock back, made room, set the
 * event. `undefined` where there is nothing, and for waits of other kinds.
 */
export function enderOf(handovers: LastEvents, waitKind: number, wait: WaitOf): FoundEvent | undefined {
  const ender = ENDERS[waitKind];
  if (ender === undefined) return undefined;
  const range = { afterNs: wait.startNs, untilNs: wait.endNs + ender.lateNs, except: wait.thread };
  return handovers.last(ender.kind, wait.object, range);
}
