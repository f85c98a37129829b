/** Threads waited for each other, and nobody was left to end it. */
import type { DeadlockPart, ThreadTrack } from '../model/thread-track.ts';
import type { Finding } from '../summary.ts';
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

function findingOf(run: RunView, members: readonly Member[]): Finding {
  const first = members[0]!.part;
  const location = members.map(({ part }) => lineOf(run, part.site)).find((line) => line !== undefined);
  const lifetimeNs = members.reduce((sum, { track }) => sum + (track.exitNs ?? run.data.endNs) - track.startNs, 0);
  // The first line only says that what follows is a deadlock.
  const waits = first.text.split('\n').slice(1);
  return {
    id: 'deadlock',
    severity: 'error',
    shareOfTime: run.workerNs > 0 ? Math.min(1, lifetimeNs / run.workerNs) : 0,
    ...(location !== undefined && { location }),
    message: `Deadlock: ${waits.map((wait) => wait.trim()).join('; ')}.`,
    remedy:
      'Take locks in the same order everywhere, and let no one wait without timeoutMs for what only waiting workers can do.',
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
