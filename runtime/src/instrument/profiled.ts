/**
 * The CPU profile. Node takes it by itself in every thread that has its flag: V8 samples from outside, and what it has
 * found is written when the thread ends, also when it is terminated in the middle of a loop. Nothing waits for a thread.
 * What is done here: the flags reach every worker, and the trace says which thread's profile is which.
 */
import { CPU_PROFILE_FLAG, CPU_PROFILE_INTERVAL_FLAG } from '../../../protocol/src/run.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { joinValues } from '../flag-words.ts';
import { threadId } from '../node-threads.ts';
import { clockNs, recordRow } from './record.ts';
import { onSignalOfOurs } from './signal-handlers.ts';

/** Node's interval where no flag says another, us. */
const DEFAULT_INTERVAL_US = 1000;
/** As of a process that the signal has ended. */
const SIGTERM_EXIT_CODE = 143;

/** The flags by which the calling thread is profiled; empty when it is not. */
export function profileFlags(): string[] {
  return joinValues(process.execArgv).filter((flag) => flag.startsWith(CPU_PROFILE_FLAG));
}

/** Whether the calling thread is profiled. */
export function isProfiled(): boolean {
  return process.execArgv.includes(CPU_PROFILE_FLAG);
}

/**
 * In the main thread: Node writes profiles when a process exits, not when a signal ends it. So SIGTERM, by which an editor
 * stops a run, is an exit, unless the script has a handler of its own. Exit handlers do not run, as with the signal: one
 * of the runtime's waits for workers. `last` is called before.
 */
export function exitOnTerminate(last: (exitCode: number) => void): void {
  onSignalOfOurs('SIGTERM', () => {
    if (process.listenerCount('SIGTERM') > 1) return;
    last(SIGTERM_EXIT_CODE);
    // Not in Node's types: what process.exit calls after the handlers.
    (process as unknown as { reallyExit(code: number): never }).reallyExit(SIGTERM_EXIT_CODE);
  });
}

/** Records that the calling thread is profiled, and the profiler's clock beside ours; nothing while it is not, or off. */
export function recordProfiled(): void {
  if (!isProfiled()) return;
  const interval = profileFlags().find((flag) => flag.startsWith(CPU_PROFILE_INTERVAL_FLAG));
  const intervalUs = Number(interval?.slice(CPU_PROFILE_INTERVAL_FLAG.length) ?? DEFAULT_INTERVAL_US);
  recordRow({
    kind: RowKind.profiled,
    timeNs: clockNs(),
    durationNs: Number(process.hrtime.bigint()),
    object: threadId(),
    value: process.pid,
    site: intervalUs,
  });
}
