/** Which shared objects have a lane, and what a view gets of it. */
import type { LaneColumns, LaneInfo, LevelColumns } from '../../query.ts';
import { ObjectType, RowKind } from '../../vocabulary.ts';
import type { ObjectInfo } from '../introductions.ts';
import { MarkList, type NameList } from '../mark-list.ts';
import { addSlices, type Frame } from '../window-marks.ts';
import { threadName } from '../slice-names.ts';
import type { ThreadTrack } from '../thread-track.ts';
import type { TraceData } from '../trace-data.ts';
import type { Curve } from './curve.ts';
import { isWaitForObject } from './object-waits.ts';

/** Lane ids: above those of threads and cores. */
const FIRST_OBJECT_LANE = 2 ** 20;

const QUEUES: ReadonlySet<number> = new Set([ObjectType.queue, ObjectType.pipe]);

/** The object of a lane; `undefined` for lanes of threads and cores. */
export function objectOfLane(laneId: number): number | undefined {
  return laneId >= FIRST_OBJECT_LANE ? laneId - FIRST_OBJECT_LANE : undefined;
}

export function objectLaneId(object: number): number {
  return FIRST_OBJECT_LANE + object;
}

/** Of objects that somebody held, waited for, or sent something through: what holds threads up, then what carries messages. */
export function objectLanes(model: TraceData): LaneInfo[] {
  const waitedFor = new Set([...model.threads.values()].flatMap(openWaits));
  const used = [...model.objects.values()].filter(
    (object) => object.type !== ObjectType.pool && (waitedFor.has(object.id) || hasEvents(model, object)),
  );
  const lanes = used.sort((a, b) => a.id - b.id).map((object) => laneOf(model, object));
  return [...lanes.filter(({ object }) => object !== 'queue'), ...lanes.filter(({ object }) => object === 'queue')];
}

/** What a thread waits for right now. */
function openWaits({ unfinished, slices }: ThreadTrack): number[] {
  return unfinished.filter((slice) => isWaitForObject(slices.kind[slice]!)).map((slice) => slices.object[slice]!);
}

function hasEvents({ handovers, waits }: TraceData, { id }: ObjectInfo): boolean {
  const kinds = [RowKind.hold, RowKind.put, RowKind.get] as const;
  return waits.has(id) || kinds.some((kind) => handovers.lines(kind, id).size > 0);
}

function laneOf({ handovers }: TraceData, { id, type, name }: ObjectInfo): LaneInfo {
  const object = QUEUES.has(type) ? 'queue' : 'lock';
  const depth = handovers.lines(RowKind.hold, id).size > 0 ? 1 : 0;
  return { id: objectLaneId(id), kind: 'object', object, name, startNs: 0, depth };
}

/** Who holds it, how many wait for it, and how many messages lie in it, in `widthPx` buckets. */
export function objectColumns(
  model: TraceData,
  object: number,
  frame: Frame,
  names: NameList,
  widthPx: number,
): LaneColumns {
  const track = model.objectTracks.of(model, object);
  const marks = new MarkList();
  const { holds } = track;
  const nameOf = (hold: number): string => threadName(model, holds.value[hold]!);
  addSlices({ level: track.holdLevel, depth: 0, nameOf }, frame, marks, names);
  const level = (what: LevelColumns['what'], curves: readonly Curve[]): LevelColumns => ({
    what,
    ...levelOf(curves, frame, widthPx),
  });
  const levels = track.waiting.map(({ reason, curve }) => level(reason, [curve]));
  if (track.depths.length > 0) levels.unshift(level('depth', track.depths));
  return { ...marks.columns(objectLaneId(object), new Float64Array(0)), levels };
}

function levelOf(
  curves: readonly Curve[],
  { startNs, endNs, newestNs }: Frame,
  count: number,
): Omit<LevelColumns, 'what'> {
  const buckets = { mean: new Float32Array(count), peak: new Float32Array(count) };
  for (const curve of curves) curve.addTo(buckets, startNs, endNs);
  // What is still open has no end: nothing is claimed of what has not happened yet.
  const known = Math.max(0, Math.ceil(((newestNs - startNs) / (endNs - startNs)) * count));
  buckets.mean.fill(0, known);
  buckets.peak.fill(0, known);
  return buckets;
}
