/** Where each lane lies: pure geometry in device-independent pixels, from the top of the scrolled area. */
import type { LaneInfo } from '../../trace/src/query.ts';

/** In the order in which they stand. */
export const LANE_GROUPS = ['threads', 'before', 'locks', 'queues', 'cores', 'own', 'helpers'] as const;
export type LaneGroup = (typeof LANE_GROUPS)[number];

export const ROW_PX = 18;
/** The strip above the rows of a lane: what the thread is at, whatever the nesting. */
export const STRIP_PX = 7;
const STRIP_GAP_PX = 2;
/** A lane without nesting needs no strip. */
export const FLAT_PX = 16;
export const CORE_PX = 13;
const CORE_GAP_PX = 5;
const PADDING_PX = 4;
/** Of lanes of shared objects: how many threads wait, and how many messages lie in it. */
export const WAITING_PX = 15;
export const DEPTH_PX = 22;
const LEVEL_GAP_PX = 3;
/** Nobody holds a barrier or an event: what is left so that its name and the note below it have room. */
const NOTE_PX = 9;
export const HEADING_PX = 24;

export interface LanePlace {
  readonly lane: LaneInfo;
  readonly group: LaneGroup;
  readonly topPx: number;
  readonly heightPx: number;
}

export interface HeadingPlace {
  readonly group: LaneGroup;
  readonly topPx: number;
  readonly count: number;
}

/** Stands for lanes that are left out. */
export interface MorePlace {
  readonly group: LaneGroup;
  readonly topPx: number;
  readonly hidden: number;
}

export interface LaneLayout {
  readonly places: readonly LanePlace[];
  readonly headings: readonly HeadingPlace[];
  readonly more: readonly MorePlace[];
  readonly heightPx: number;
}

/** Under which heading a lane stands. */
export function groupOf(lane: LaneInfo): LaneGroup {
  if (lane.before === true) return 'before';
  if (lane.kind === 'core') return 'cores';
  if (lane.kind === 'object') return lane.object === 'queue' ? 'queues' : 'locks';
  if (lane.role === 'instrument') return 'own';
  return lane.role === 'helper' ? 'helpers' : 'threads';
}

function heightOf(lane: LaneInfo): number {
  if (lane.kind === 'core') return CORE_PX + CORE_GAP_PX;
  if (lane.kind === 'object') return headOf(lane) + WAITING_PX + 2 * PADDING_PX;
  if (lane.depth <= 1) return FLAT_PX + 2 * PADDING_PX;
  return STRIP_PX + STRIP_GAP_PX + lane.depth * ROW_PX + 2 * PADDING_PX;
}

/** Height of what stands above the waiting threads of a shared object: who holds it, or the messages in it. */
function headOf(lane: LaneInfo): number {
  if (lane.object === 'queue') return DEPTH_PX + LEVEL_GAP_PX;
  return lane.depth > 0 ? FLAT_PX + LEVEL_GAP_PX : NOTE_PX;
}

/** Which lanes of a group are shown, in which order; default: all, as they come. */
export type ArrangeLanes = (
  group: LaneGroup,
  lanes: readonly LaneInfo[],
) => { readonly lanes: readonly LaneInfo[]; readonly hidden: number };

/** Each group under a heading; lanes of a collapsed group take no room. */
export function layoutLanes(
  lanes: readonly LaneInfo[],
  collapsed: ReadonlySet<LaneGroup>,
  arrange: ArrangeLanes = (_, all) => ({ lanes: all, hidden: 0 }),
): LaneLayout {
  const places: LanePlace[] = [];
  const headings: HeadingPlace[] = [];
  const more: MorePlace[] = [];
  let topPx = 0;
  for (const group of LANE_GROUPS) {
    const members = lanes.filter((lane) => groupOf(lane) === group);
    if (members.length === 0) continue;
    headings.push({ group, topPx, count: members.length });
    topPx += HEADING_PX;
    if (collapsed.has(group)) continue;
    const shown = arrange(group, members);
    for (const lane of shown.lanes) {
      const heightPx = heightOf(lane);
      places.push({ lane, group, topPx, heightPx });
      topPx += heightPx;
    }
    if (shown.hidden === 0) continue;
    more.push({ group, topPx, hidden: shown.hidden });
    topPx += HEADING_PX;
  }
  return { places, headings, more, heightPx: topPx };
}

export interface RowPlace {
  readonly topPx: number;
  readonly heightPx: number;
}

/** Where a row of slices lies, from the top of the scrolled area. */
export function rowOf({ lane, topPx }: LanePlace, depth: number): RowPlace {
  if (lane.kind === 'core') return { topPx: topPx + CORE_GAP_PX / 2, heightPx: CORE_PX };
  const top = topPx + PADDING_PX;
  if (lane.depth <= 1) return { topPx: top, heightPx: FLAT_PX };
  const row = Math.min(depth, lane.depth - 1);
  return { topPx: top + STRIP_PX + STRIP_GAP_PX + row * ROW_PX, heightPx: ROW_PX - 1 };
}

/** Where a level of a shared object lies, from the top of the scrolled area. */
export function levelRowOf({ lane, topPx }: LanePlace, what: 'depth' | 'waiting'): RowPlace {
  const top = topPx + PADDING_PX;
  return what === 'depth' ? { topPx: top, heightPx: DEPTH_PX } : { topPx: top + headOf(lane), heightPx: WAITING_PX };
}

/** Where the strip of a lane lies; undefined for lanes without one. */
export function stripOf({ lane, topPx }: LanePlace): RowPlace | undefined {
  return lane.kind !== 'thread' || lane.depth <= 1 ? undefined : { topPx: topPx + PADDING_PX, heightPx: STRIP_PX };
}

export interface LaneHit {
  readonly place: LanePlace;
  /** Undefined on the strip: the deepest slice is meant. */
  readonly depth: number | undefined;
  /** On a level of a shared object. */
  readonly level?: 'depth' | 'waiting';
}

/** The lane and row at a height; undefined in headings and below the last lane. */
export function laneAt(layout: LaneLayout, yPx: number): LaneHit | undefined {
  const place = layout.places.find((p) => yPx >= p.topPx && yPx < p.topPx + p.heightPx);
  if (!place) return undefined;
  if (place.lane.kind === 'object') return objectHit(place, yPx);
  const strip = stripOf(place);
  if (strip && yPx < strip.topPx + strip.heightPx + STRIP_GAP_PX / 2) return { place, depth: undefined };
  for (let depth = 0; depth < place.lane.depth; depth++) {
    const row = rowOf(place, depth);
    if (yPx < row.topPx + row.heightPx + 1) return { place, depth };
  }
  return { place, depth: Math.max(0, place.lane.depth - 1) };
}

function objectHit(place: LanePlace, yPx: number): LaneHit {
  const isBelow = yPx >= levelRowOf(place, 'waiting').topPx - LEVEL_GAP_PX / 2;
  if (isBelow) return { place, depth: 0, level: 'waiting' };
  return place.lane.object === 'queue' ? { place, depth: 0, level: 'depth' } : { place, depth: 0 };
}

/** Lanes that show between two heights. */
export function visiblePlaces(layout: LaneLayout, topPx: number, heightPx: number): LanePlace[] {
  return layout.places.filter((p) => p.topPx + p.heightPx > topPx && p.topPx < topPx + heightPx);
}
