/**
 * A wait that the supervisor asks looks again, and so may be over before the ring for it: whoever has made the change may have
 * been suspended right after it. Only where no ring follows was the wake-up lost.
 */
import { monotonicMs } from './clock.ts';
import { noteLostWakeUp } from './run-block.ts';

/** So long a ring may be late: far longer than a busy machine lets a thread that could run wait for a core. */
export const LATE_RING_MS = 2000;
const LOOK_MS = 10;

/** Counts a lost wake-up unless `hasRung` comes true. Resolves once that is known. */
export async function expectLateRing(hasRung: () => boolean): Promise<void> {
  const deadlineMs = monotonicMs() + LATE_RING_MS;
  while (!hasRung()) {
    if (monotonicMs() >= deadlineMs) {
      noteLostWakeUp();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
