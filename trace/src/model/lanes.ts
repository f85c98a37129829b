import type { LaneInfo } from '../query.ts';
import { stateIndex } from './kind-state.ts';
import { objectLanes, objectOfLane } from './shared-objects/object-lanes.ts';
import type { SliceLevel } from './slice-level.ts';
import type { ThreadLife } from './thread-life.ts';
import type { TraceData } from './trace-data.ts';
import type { ThreadTrack } from './thread-track.ts';

/** Lane ids: threads by index (16 bits), cores above, objects above those. */
const FIRST_CORE_LANE = 65_536;
const ROLE_ORDER = ['main', 'worker', 'process', 'helper', 'instrument'];

export function coreLaneId(core: number): number {
  return FIRST_CORE_LANE + core;
}

/** The core of a lane; `undefined` for lanes of threads and objects. */
export function coreOfLane(laneId: number): number | undefined {
  return laneId >= FIRST_CORE_LANE && objectOfLane(laneId) === undefined ? laneId - FIRST_CORE_LANE : undefined;
}

/** Main, workers, helpers, the instrument. */
export function threadsInOrder({ threads }: Pick<TraceData, 'threads'>): ThreadTrack[] {
  return [...threads.values()].sort(
    (a, b) => ROLE_ORDER.indexOf(a.role) - ROLE_ORDER.indexOf(b.role) || a.index - b.index,
  );
}

/** Threads; then the cores that were sampled or may be used, and the shared objects that were. */
export function laneInfos(model: TraceData): LaneInfo[] {
  const { meta } = model.facts;
  const cores = new Set(model.cores.keys());
  if (meta?.coresMeasured) for (const core of meta.cores) cores.add(core);
  return [
    ...threadsInOrder(model).map((track) => threadLane(model, track)),
    ...[...cores]
      .sort((a, b) => a - b)
      .map((core): LaneInfo => {
        return { id: coreLaneId(core), kind: 'core', name: `core ${core}`, startNs: 0, depth: 1 };
      }),
    ...objectLanes(model),
  ];
}

function threadLane(model: TraceData, track: ThreadTrack): LaneInfo {
  const depth = Math.max(track.levels.length, shownLevels(model.lifeOf(track)));
  const lane = { id: track.index, kind: 'thread', name: track.name, role: track.role, startNs: track.startNs } as const;
  return track.exitNs === undefined ? { ...lane, depth } : { ...lane, endNs: track.exitNs, depth };
}

/** Levels with something to show below the slices: a task that runs shows it itself. */
function shownLevels({ levels }: ThreadLife): number {
  const running = stateIndex('running');
  const isShown = ({ states, count }: SliceLevel): boolean =>
    states.subarray(0, count).some((state) => state !== running);
  return 1 + levels.findLastIndex((level, depth) => depth > 0 && isShown(level));
}
