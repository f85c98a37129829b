import { sliceRef } from '../../model/slice-ref.ts';
import type { Curve } from '../../model/shared-objects/curve.ts';
import { holdRef } from '../../model/shared-objects/hold-details.ts';
import { objectLanes, objectOfLane } from '../../model/shared-objects/object-lanes.ts';
import type { ObjectTrack } from '../../model/shared-objects/object-track.ts';
import { isWaitForObject } from '../../model/shared-objects/object-waits.ts';
import type { ThreadTrack } from '../../model/thread-track.ts';
import type { TraceData } from '../../model/trace-data.ts';
import type { LaneInfo } from '../../query.ts';
import type { FiguresQuery, ObjectFigures } from '../../range-figures.ts';

/** Waits for one object, while they are summed up. */
interface Waits {
  count: number;
  ns: number;
  longest: { readonly track: ThreadTrack; readonly slice: number; readonly ns: number };
}

/** Locks, queues and their kin in a range; their waits come in one pass over all slices. */
export class ObjectCollector {
  readonly #data: TraceData;
  readonly #range: FiguresQuery;
  readonly #waits = new Map<number, Waits>();

  constructor(data: TraceData, range: FiguresQuery) {
    this.#data = data;
    this.#range = range;
  }

  /** Takes a slice that lies at least partly in the range, if it is a wait for an object. */
  add(track: ThreadTrack, slice: number): void {
    const { slices } = track;
    if (!isWaitForObject(slices.kind[slice]!)) return;
    const startNs = slices.start[slice]!;
    const endNs = Math.min(slices.end[slice]!, Math.max(startNs, this.#data.endNs));
    const inNs = Math.min(endNs, this.#range.endNs) - Math.max(startNs, this.#range.startNs);
    const longest = { track, slice, ns: endNs - startNs };
    const waits = this.#waits.get(slices.object[slice]!);
    if (waits === undefined) {
      this.#waits.set(slices.object[slice]!, { count: 1, ns: inNs, longest });
      return;
    }
    waits.count++;
    waits.ns += inNs;
    if (longest.ns > waits.longest.ns) waits.longest = longest;
  }

  /** The longest waits first, then the longest holds. */
  objects(): ObjectFigures[] {
    return objectLanes(this.#data)
      .map((lane) => this.#figuresOf(lane))
      .filter(({ holds, waits, puts, gets, mostInIt }) => holds + waits + puts + gets + mostInIt > 0)
      .sort((a, b) => b.waitNs - a.waitNs || b.heldNs - a.heldNs);
  }

  #figuresOf({ id: laneId, name, object = 'lock' }: LaneInfo): ObjectFigures {
    const id = objectOfLane(laneId)!;
    const track = this.#data.objectTracks.of(this.#data, id);
    const location = this.#data.sites.get(this.#data.objects.get(id)?.site ?? 0)?.location;
    const waits = this.#waits.get(id);
    const { count, ns } = this.#isWholeRun ? this.#totals(id) : { count: waits?.count ?? 0, ns: waits?.ns ?? 0 };
    return {
      laneId,
      name,
      object,
      ...(location && { location }),
      ...this.#holds(laneId, track),
      waits: count,
      waitNs: ns,
      ...(waits && { longestWait: sliceRef(this.#data, waits.longest.track, waits.longest.slice) }),
      mostWaiting: this.#most(track.waiting.map(({ curve }) => curve)),
      ...this.#messages(track),
      mostInIt: this.#most(track.depths),
    };
  }

  get #isWholeRun(): boolean {
    return this.#range.startNs <= 0 && this.#range.endNs >= this.#data.endNs;
  }

  /** With those that were only counted. */
  #totals(id: number): { count: number; ns: number } {
    let [count, ns] = [0, 0];
    for (const total of this.#data.waits.of(id)) {
      count += total.count;
      ns += total.ns;
    }
    return { count, ns };
  }

  #holds(laneId: number, { holds }: ObjectTrack): Pick<ObjectFigures, 'holds' | 'heldNs' | 'longestHold'> {
    const { startNs, endNs } = this.#range;
    let [count, heldNs, longest, longestNs] = [0, 0, -1, -1];
    for (let hold = 0; hold < holds.count; hold++) {
      const inNs = Math.min(endNs, holds.end[hold]!) - Math.max(startNs, holds.start[hold]!);
      if (inNs < 0) continue;
      count++;
      heldNs += inNs;
      const ns = holds.end[hold]! - holds.start[hold]!;
      if (ns > longestNs) [longest, longestNs] = [hold, ns];
    }
    return { holds: count, heldNs, ...(longest >= 0 && { longestHold: holdRef(this.#data, laneId, holds, longest) }) };
  }

  #messages({ depths }: ObjectTrack): { puts: number; gets: number } {
    let [puts, gets] = [0, 0];
    for (const { rises, falls } of depths) {
      puts += passed(rises, this.#range);
      gets += passed(falls, this.#range);
    }
    return { puts, gets };
  }

  #most(curves: readonly Curve[]): number {
    const endNs = Math.min(this.#range.endNs, this.#data.endNs);
    const buckets = { mean: new Float32Array(1), peak: new Float32Array(1) };
    if (endNs <= this.#range.startNs) return 0;
    for (const curve of curves) curve.addTo(buckets, this.#range.startNs, endNs);
    return buckets.peak[0]!;
  }
}

/** How far a counter went in the range: its numbers count also what has no row. */
function passed(line: Curve['rises'], { startNs, endNs }: FiguresQuery): number {
  const at = (index: number): number => (index > 0 ? line.values[index - 1]! : 0);
  return at(line.before(endNs)) - at(line.before(startNs));
}
