/** How a run came to its end, where that says more than its figures: an error in main, or a wait that was cut off. */
import { formatDuration } from '../format.ts';
import { waitReasonOf } from '../model/kind-state.ts';
import type { ThreadTrack } from '../model/thread-track.ts';
import type { WaitReason } from '../query.ts';
import { FailureCause } from '../vocabulary.ts';
import type { Conclusion } from './one-sentence.ts';
import { lineOf, type RunView } from './run-view.ts';

/** Exit codes above it stand for signals. */
const SIGNAL_EXIT = 128;
/** A shorter wait is not what somebody lost patience with. */
const MIN_WAIT_NS = 500_000_000;
/** A worker that has used the CPU so shortly before the end was at work. */
const LATELY_NS = 200_000_000;

/** What happened and what to do; `undefined` where the end says nothing. */
export function endingOf(run: RunView): Conclusion | undefined {
  const main = run.data.threads.get(0);
  if (main === undefined || run.live || run.unrecorded !== undefined) return undefined;
  return failureOf(run, main) ?? cutOffWait(run, main);
}

function failureOf(run: RunView, { failure }: ThreadTrack): Conclusion | undefined {
  if (failure?.cause !== FailureCause.uncaught || run.exitCode === 0) return undefined;
  const location = lineOf(run, failure.site);
  const place = location === undefined ? '' : ` at ${location}`;
  return [
    `main failed${place} with ${failure.text}`,
    'Mend that first: what was measured is a run that was cut short.',
  ];
}

/** Of a program that was killed: what main was waiting for, if nobody was at work who could have ended the wait. */
function cutOffWait(run: RunView, main: ThreadTrack): Conclusion | undefined {
  if (run.exitCode <= SIGNAL_EXIT && run.data.facts.ended !== undefined) return undefined;
  const { slices, unfinished } = main;
  const slice = unfinished.findLast((each) => waitReasonOf(slices.kind[each]!) !== undefined);
  if (slice === undefined) return undefined;
  const reason = waitReasonOf(slices.kind[slice]!)!;
  const waitedNs = run.data.endNs - slices.start[slice]!;
  if (waitedNs < MIN_WAIT_NS || ((reason === 'result' || reason === 'join') && isWorking(run))) return undefined;
  const location = lineOf(run, slices.site[slice]!);
  const { what, who } = WAITS[reason];
  return [
    `it was ended while main waited${location === undefined ? '' : ` at ${location}`} for ${what}, for ${formatDuration(waitedNs)} by then`,
    who,
  ];
}

function isWorking({ workers, data }: RunView): boolean {
  return workers.some(({ track: { exitNs, activity } }) => {
    const { count, time, cpuNs } = activity;
    if (exitNs !== undefined) return false;
    for (let period = count - 1; period >= 0 && time[period]! > data.endNs - LATELY_NS; period--) {
      if (cpuNs[period]! > 0) return true;
    }
    return false;
  });
}

const WAITS: Readonly<Record<WaitReason, { readonly what: string; readonly who: string }>> = {
  get: { what: 'a message', who: 'Find out who was to put it, and whether that one still lived.' },
  put: { what: 'room in a queue', who: 'Find out who was to take from it.' },
  lock: { what: 'a lock', who: 'Find out who held it.' },
  join: { what: 'a process to end', who: 'Find out what that one waited for: its lane shows it.' },
  result: { what: 'results of workers', who: 'Find out what those waited for: their lanes show it.' },
  semaphore: { what: 'a semaphore', who: 'Find out who was to release it.' },
  event: { what: 'an event', who: 'Find out who was to set it.' },
  condition: { what: 'a notification', who: 'Find out who was to notify.' },
  barrier: { what: 'the others at a barrier', who: 'Find out who did not come.' },
  blocked: { what: 'a system call', who: 'Find out what it was to read or wait for.' },
};
