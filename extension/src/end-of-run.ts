/** How a run ended, from what is known of it. Pure. */
import type { LaneInfo } from '../../trace/src/query.ts';

export type EndOfRun =
  | { readonly type: 'stopped' }
  | { readonly type: 'ended'; readonly exitCode: number }
  /** It ended before anything was recorded: the script was not found, could not be read, or the command refused it. */
  | { readonly type: 'no-trace'; readonly exitCode: number | undefined }
  | { readonly type: 'threw-before-worker'; readonly exitCode: number }
  | { readonly type: 'no-worker' };

export interface RunFacts {
  /** Undefined when the terminal was closed or the process did not start. */
  readonly exitCode: number | undefined;
  /** Whether the person stopped it. */
  readonly isStopped: boolean;
  readonly lanes: readonly LaneInfo[];
}

/** Exit code by which shells say that Ctrl+C ended a program. */
const INTERRUPTED = 130;

export function endOfRun({ exitCode, isStopped, lanes }: RunFacts): EndOfRun {
  if (isStopped || exitCode === INTERRUPTED) return { type: 'stopped' };
  if (lanes.length === 0) return { type: 'no-trace', exitCode };
  // The terminal was closed: the person ended it.
  if (exitCode === undefined) return { type: 'stopped' };
  const hasWorker = lanes.some(({ role }) => role === 'worker' || role === 'process');
  if (hasWorker) return { type: 'ended', exitCode };
  return exitCode === 0 ? { type: 'no-worker' } : { type: 'threw-before-worker', exitCode };
}
