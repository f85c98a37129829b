/** Threads waited for each other, and nobody was left to end it. */
import { relativeLocation } from '../format.ts';
import { waitReasonOf } from '../model/kind-state.ts';
import type { DeadlockPart, ThreadTrack } from '../model/thread-track.ts';
import type { WaitReason } from '../query.ts';
import type { Finding } from '../summary.ts';
import { deadlockRemedy } from './deadlock-remedy.ts';
import { lineOf, linesOf, type RunView } from './run-view.ts';

interface Member {
  readonly track: ThreadTrack;
  readonly part: DeadlockPart;
}

export function deadlock(run: RunView): Finding[] {
  const byNumber = new Map<number, Member[]>();
  for (const track of run.data.threads.values()) {
    for (const part of track.deadlocks) {
      const members = byNumber.get(part.number) ?? [];
      byNumber.set(part.number, [...members, { track, part }]);
    }
  }
  return [...byNumber.values()].map((members) => findingOf(run, members));
}

/** `(/home/me/app/pi.ts:14)` */
const PLACE = /\(([^()]+):(\d+)\)/g;

function shortPlace({ script }: RunView, file: string, line: string): string {
  return relativeLocation({ file, line: Number(line), column: 1 }, script);
}

function findingOf(run: RunView, members: readonly Member[]): Finding {
  const first = members[0]!.part;
  const location = members.map(({ part }) => lineOf(run, part.site)).find((line) => line !== undefined);
  const lifetimeNs = members.reduce((sum, { track }) => sum + (track.exitNs ?? run.data.endNs) - track.startNs, 0);
  // The first line only says that what follows is a deadlock. Places are those of a terminal: whole paths.
  const waits = first.text
    .split('\n')
    .slice(1)
    .map((wait) =>
      wait.trim().replaceAll(PLACE, (_, file: string, line: string) => `(${shortPlace(run, file, line)})`),
    );
  return {
    id: 'deadlock',
    severity: 'error',
    shareOfTime: run.workerNs > 0 ? Math.min(1, lifetimeNs / run.workerNs) : 0,
    ...(location !== undefined && { location }),
    message: `deadlock: ${waits.join('; ')}.`,
    remedy: deadlockRemedy({
      reasons: new Set(members.flatMap((member) => reasonOf(run, member))),
      ownFault: first.text.includes(', which it holds itself'),
      serial: run.serial,
    }),
    estimatedGainMs: null,
    whyNoGain: 'the run ended before its work was done: how long that takes is not in the trace',
    evidence: {
      startNs: Math.min(...members.map(({ part }) => part.timeNs)),
      endNs: Math.max(...members.map(({ part }) => part.timeNs)),
      threads: [...new Set(members.map(({ track }) => track.name))],
      lines: linesOf(
        run,
        members.map(({ part }) => part.site),
      ),
    },
  };
}

/**
 * What the wait was for: its slice is the last of that line that began before the deadlock was found; columns differ, one is of
 * the call and one of its await. Empty where it was not recorded.
 */
function reasonOf(run: RunView, { track: { slices }, part }: Member): WaitReason[] {
  const line = lineOf(run, part.site);
  let last: number | undefined;
  for (let slice = 0; slice < slices.count; slice++) {
    if (waitReasonOf(slices.kind[slice]!) === undefined || slices.start[slice]! > part.timeNs) continue;
    if (lineOf(run, slices.site[slice]!) !== line) continue;
    if (last === undefined || slices.start[slice]! >= slices.start[last]!) last = slice;
  }
  const reason = last === undefined ? undefined : waitReasonOf(slices.kind[last]!);
  return reason === undefined ? [] : [reason];
}
