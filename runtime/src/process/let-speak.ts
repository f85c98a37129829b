/** What tasks have left behind is told before their worker is stopped. */
import { Unsaid } from '../../../protocol/src/worker.ts';
import { monotonicMs } from '../shared-memory/clock.ts';
import type { ControlBlock } from './control-block.ts';

/** A worker without a task lets its event loop turn within a millisecond, if it gets a core. */
const IDLE_PATIENCE_MS = 3000;
/** One that always has tasks lets it turn every 10 ms; one whose task takes longer is not waited for. */
const BUSY_PATIENCE_MS = 20;
/** So often it is looked whether an idle worker has begun with something long, or has died. */
const LOOK_MS = 20;

/**
 * Blocks until workers that are about to be stopped have told of the rejections that nobody handles: those of tasks that
 * have ended. Node tells of them when the event loop turns, and a thread that is stopped before takes them along.
 */
export function letSpeak(workers: readonly ControlBlock[]): void {
  const beganMs = monotonicMs();
  for (const worker of workers) {
    const { turns } = worker;
    while (!worker.ended && worker.turns === turns && worker.unsaid !== Unsaid.nothing) {
      const patienceMs = worker.unsaid === Unsaid.idle ? IDLE_PATIENCE_MS : BUSY_PATIENCE_MS;
      const leftMs = beganMs + patienceMs - monotonicMs();
      if (leftMs <= 0) break;
      worker.waitTurned(turns, Math.min(leftMs, LOOK_MS));
    }
  }
}
