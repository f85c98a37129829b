/** Which of the task colours a thread has on the lanes of cores and locks: by its place among the threads, so always the same. */
import type { LaneInfo } from '../../trace/src/query.ts';

export function threadColours(lanes: readonly LaneInfo[]): ReadonlyMap<string, number> {
  const names = new Set(lanes.filter(({ kind }) => kind === 'thread').map(({ name }) => name));
  return new Map([...names].map((name, index) => [name, index]));
}
