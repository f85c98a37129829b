/** What ends a thread, recorded by whoever sees it: the thread itself, or its parent when it is too late for that. */
import { FailureCause, RowKind } from '../../../trace/src/vocabulary.ts';
import { placeInStack } from './call-site.ts';
import { callSite, recordRow, recording, siteId } from './record.ts';

/** Longer messages are cut. */
const MAX_TEXT = 300;

/** An error that nobody catches is about to end the calling thread. Nothing while off. */
export function recordUncaught(error: unknown): void {
  if (!recording()) return;
  const place = error instanceof Error ? placeInStack(String(error.stack)) : undefined;
  const site = place === undefined ? 0 : siteId('', place);
  recordRow({ kind: RowKind.failure, value: FailureCause.uncaught, site, text: textOf(error) });
}

/** A start was refused because the script has no main guard. `call` is what the user wrote, such as `start()`. */
export function recordMissingGuard(call: string): void {
  recordRow({ kind: RowKind.failure, value: FailureCause.missingGuard, site: callSite(), text: call });
}

/** The calling thread awaits what nothing can settle any more. */
export function recordUnsettled(): void {
  recordRow({ kind: RowKind.failure, value: FailureCause.unsettled, text: '' });
}

/** In the parent: what Node says of a worker's end, where the worker could not say it itself. */
export function recordWorkerError(thread: number | undefined, error: unknown): void {
  if (thread === undefined || !isOutOfMemory(error)) return;
  recordRow({ kind: RowKind.failure, thread, value: FailureCause.outOfMemory, text: textOf(error) });
}

/** In the parent: its worker, which had come online, has ended without a word. Nothing but a lack of memory ends a thread so. */
export function recordAbruptEnd(thread: number | undefined): void {
  if (thread === undefined) return;
  recordRow({ kind: RowKind.failure, thread, value: FailureCause.outOfMemory, text: '' });
}

/** In main, and in a worker that is not the runtime's own: sees errors that nobody catches, without catching them. */
export function watchUncaught(): void {
  process.on('uncaughtExceptionMonitor', (error) => {
    if (process.listenerCount('uncaughtException') === 0) recordUncaught(error);
  });
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const [line = ''] = text.split('\n', 1);
  return line.slice(0, MAX_TEXT);
}
