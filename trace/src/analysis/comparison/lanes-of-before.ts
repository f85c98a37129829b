/** What is told of the run before, in the lanes that it has below those of the later run. */
import type { FlameGraph, FlameQuery } from '../../flame-graph.ts';
import type { LaneInfo, PathStretch, SliceRef } from '../../query.ts';
import type { FiguresQuery, RangeFigures } from '../../range-figures.ts';
import type { HotLine, RunSummary } from '../../summary.ts';

/** Lanes of the run before have ids from here on: those of one run are below. */
const FIRST = 2 ** 40;

export function isOfBefore(laneId: number): boolean {
  return laneId >= FIRST;
}

/** The id of a lane of the run before, among the lanes of both. */
export function laneOfBefore(own: number): number {
  return own + FIRST;
}

/** The id that it has in its own run. */
export function ownLane(laneId: number): number {
  return laneId - FIRST;
}

export function nameOfBefore(name: string): string {
  return `${name} (before)`;
}

/** Threads that are not the program's have no lane below the other run. */
export function isShown({ role }: { readonly role?: LaneInfo['role'] }): boolean {
  return role !== 'instrument' && role !== 'helper';
}

export function sliceOfBefore(slice: SliceRef): SliceRef {
  return { ...slice, laneId: laneOfBefore(slice.laneId) };
}

export function figuresOfBefore(figures: RangeFigures, query: FiguresQuery): RangeFigures {
  const { threads, functions, tasks, objects, hotLines } = figures;
  return {
    ...figures,
    query,
    threads: threads.filter(isShown).map((thread) => ({ ...thread, ...moved(thread) })),
    functions: functions.map((own) => ({ ...own, longest: sliceOfBefore(own.longest) })),
    tasks: { ...tasks, longest: tasks.longest.map((task) => ({ ...task, slice: sliceOfBefore(task.slice) })) },
    objects: objects.map(({ longestHold, longestWait, ...object }) => ({
      ...object,
      ...moved(object),
      ...(longestHold && { longestHold: sliceOfBefore(longestHold) }),
      ...(longestWait && { longestWait: sliceOfBefore(longestWait) }),
    })),
    ...(hotLines && { hotLines: hotLines.map(hotLineOfBefore) }),
  };
}

export function flameOfBefore(graph: FlameGraph, query: FlameQuery): FlameGraph {
  return { ...graph, query, threads: graph.threads.map((thread) => ({ ...thread, ...moved(thread) })) };
}

export function pathOfBefore(path: readonly PathStretch[]): PathStretch[] {
  return path.map((stretch) => ({ ...stretch, laneId: laneOfBefore(stretch.laneId) }));
}

export function summaryOfBefore(summary: RunSummary): RunSummary {
  const { threads, hotLines } = summary;
  return {
    ...summary,
    threads: threads.filter(isShown).map((thread) => ({ ...thread, name: nameOfBefore(thread.name) })),
    ...(hotLines && { hotLines: hotLines.map(hotLineOfBefore) }),
  };
}

function hotLineOfBefore(line: HotLine): HotLine {
  return { ...line, threads: line.threads.map((thread) => ({ ...thread, name: nameOfBefore(thread.name) })) };
}

function moved({ laneId, name }: { readonly laneId: number; readonly name: string }): { laneId: number; name: string } {
  return { laneId: laneOfBefore(laneId), name: nameOfBefore(name) };
}
