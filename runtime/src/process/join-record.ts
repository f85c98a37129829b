/** Waits for the end of a child, as the trace has them. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { callSite, recordInstant, recordOpen, recordSlice, recording } from '../instrument/record.ts';
import type { Child } from './child-register.ts';

/** One such wait. */
export interface JoinWait {
  readonly startNs: number;
  readonly site: number;
  /** Index of the child's lane plus 1; 0 where it has none yet. */
  readonly object: number;
}

/** The wait begins. `site`: of the line that waits; by default the one that calls the package now. */
export function openJoin({ traceThread }: Child, site: number = callSite()): JoinWait {
  if (!recording()) return { startNs: 0, site: 0, object: 0 };
  const object = (traceThread ?? -1) + 1;
  return { site, object, startNs: recordOpen(RowKind.waitJoin, object, site) };
}

/** It is over; that the child was joined is recorded where it has ended. */
export function closeJoin({ control }: Child, wait: JoinWait): void {
  closeJoinWait(wait);
  if (control.ended) recordInstant(RowKind.join, wait.object, 0, wait.site);
}

/** It is over; nobody has joined anything. */
export function closeJoinWait({ startNs, object, site }: JoinWait): void {
  recordSlice(RowKind.waitJoin, startNs, object, 0, site);
}
