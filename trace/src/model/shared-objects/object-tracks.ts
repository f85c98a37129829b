import type { WaitReason } from '../../query.ts';
import { ObjectType } from '../../vocabulary.ts';
import type { Handovers } from '../handovers.ts';
import type { ObjectInfo } from '../introductions.ts';
import { waitReasonOf } from '../kind-state.ts';
import type { SliceTable } from '../slice-table.ts';
import type { ThreadTrack } from '../thread-track.ts';
import { isWaitForObject } from './object-waits.ts';
import { ObjectTrack } from './object-track.ts';
import { WaitTimes } from './wait-times.ts';

/** What of a trace is read. */
export interface ObjectSource {
  readonly revision: number;
  readonly threads: ReadonlyMap<number, ThreadTrack>;
  readonly objects: ReadonlyMap<number, ObjectInfo>;
  readonly handovers: Handovers;
}

/** What is read of one thread's slices: how many, and which of them had no end yet. */
interface Reading {
  next: number;
  open: number[];
}

/** The objects that somebody has asked for, each read as far as the trace goes. */
export class ObjectTracks {
  readonly #tracks = new Map<number, ObjectTrack>();
  readonly #readings = new Map<SliceTable, Reading>();
  /** Waits that have been read, for objects that nobody has asked for yet. */
  readonly #waits = new Map<number, Map<WaitReason, WaitTimes>>();
  #revision = -1;

  /** The object as far as the trace has been read. */
  of(model: ObjectSource, object: number): ObjectTrack {
    if (this.#revision !== model.revision) {
      this.#revision = model.revision;
      for (const { slices } of model.threads.values()) this.#read(slices);
    }
    let track = this.#tracks.get(object);
    if (track === undefined) {
      track = new ObjectTrack(object, model.objects.get(object)?.type === ObjectType.pipe);
      this.#tracks.set(object, track);
    }
    track.update(model.handovers, this.#waits.get(object) ?? new Map<WaitReason, WaitTimes>());
    this.#waits.delete(object);
    return track;
  }

  #read(slices: SliceTable): void {
    const reading = this.#readings.get(slices) ?? { next: 0, open: [] };
    this.#readings.set(slices, reading);
    reading.open = reading.open.filter((slice) => !this.#end(slices, slice));
    // Most waits are for what the one before was for.
    let recent: { readonly object: number; readonly kind: number; readonly waits: WaitTimes } | undefined;
    for (; reading.next < slices.count; reading.next++) {
      const slice = reading.next;
      const kind = slices.kind[slice]!;
      const object = slices.object[slice]!;
      if (!isWaitForObject(kind) || object === 0) continue;
      if (slices.end[slice] === Infinity) reading.open.push(slice);
      if (recent?.object !== object || recent.kind !== kind) {
        recent = { object, kind, waits: this.#waitsFor(object, waitReasonOf(kind)!) };
      }
      recent.waits.add(slices.start[slice]!, slices.end[slice]!);
    }
  }

  #waitsFor(object: number, reason: WaitReason): WaitTimes {
    let ofObject = this.#waits.get(object);
    if (ofObject === undefined) this.#waits.set(object, (ofObject = new Map<WaitReason, WaitTimes>()));
    let waits = ofObject.get(reason);
    if (waits === undefined) ofObject.set(reason, (waits = new WaitTimes()));
    return waits;
  }

  /** Whether a wait that was open has ended; whoever has its beginning is told. */
  #end(slices: SliceTable, slice: number): boolean {
    const endNs = slices.end[slice]!;
    if (endNs === Infinity) return false;
    const reason = waitReasonOf(slices.kind[slice]!)!;
    const object = slices.object[slice]!;
    const isPending = this.#waits.get(object)?.get(reason)?.end(slices.start[slice]!, endNs) ?? false;
    if (!isPending) this.#tracks.get(object)?.endWait(reason, endNs);
    return true;
  }
}
