import type { TraceData } from '../../model/trace-data.ts';

/** The most workers (threads and processes that the program started) that lived at the same time. */
export function mostWorkersAtOnce({ threads }: TraceData): number {
  const changes: [timeNs: number, change: number][] = [];
  for (const track of threads.values()) {
    if (!track.isWorker) continue;
    changes.push([track.startNs, 1]);
    if (track.exitNs !== undefined) changes.push([track.exitNs, -1]);
  }
  // One that ends when another starts makes room for it.
  changes.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let now = 0;
  let most = 0;
  for (const [, change] of changes) most = Math.max(most, (now += change));
  return most;
}
