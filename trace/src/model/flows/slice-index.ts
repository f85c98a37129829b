/** Slices that tell who made whom go on, found by what they are about. Filled when flows are asked for: most never are. */
import { RowKind } from '../../vocabulary.ts';
import type { ThreadTrack } from '../thread-track.ts';
import { EventLists, EventTable, type EventList } from './event-list.ts';

/** A slice of a thread. */
export interface SliceRef {
  readonly thread: number;
  readonly slice: number;
}

const WAITS: ReadonlySet<number> = new Set([
  RowKind.waitLock,
  RowKind.waitGet,
  RowKind.waitPut,
  RowKind.waitSemaphore,
  RowKind.waitEvent,
  RowKind.waitCondition,
  RowKind.waitBarrier,
  RowKind.waitJoin,
]);

/** How far the slices of a thread have been looked at. */
interface Progress {
  next: number;
  /** Those before that had not ended then. */
  open: number[];
}

export class SliceIndex {
  /** `number`: the slice. */
  readonly #table = new EventTable();
  readonly #waits = new EventLists(this.#table);
  /** Row of the table by task, and by the thread that was started. */
  readonly #tasks = new Map<number, number>();
  readonly #spawns = new Map<number, number>();
  readonly #progress = new Map<ThreadTrack, Progress>();

  /** Takes in what has ended since it was last called. */
  update(tracks: Iterable<ThreadTrack>): void {
    for (const track of tracks) {
      const progress = this.#progress.get(track) ?? { next: 0, open: [] };
      this.#progress.set(track, progress);
      const unfinished = new Set(track.unfinished);
      const stillOpen: number[] = [];
      const take = (slice: number): void => {
        if (unfinished.has(slice)) stillOpen.push(slice);
        else this.#add(track, slice);
      };
      progress.open.forEach(take);
      for (; progress.next < track.slices.count; progress.next++) take(progress.next);
      progress.open = stillOpen;
    }
  }

  /** Waits of a kind for an object, by their ends. `number`: the slice. */
  waits(kind: number, object: number): EventList {
    return this.#waits.of(waitKey(kind, object));
  }

  /** The slice of a task that has ended. */
  task(task: number): SliceRef | undefined {
    return this.#ref(this.#tasks.get(task));
  }

  /** The slice in which the thread was started. */
  spawnOf(thread: number): SliceRef | undefined {
    return this.#ref(this.#spawns.get(thread));
  }

  #ref(row: number | undefined): SliceRef | undefined {
    if (row === undefined) return undefined;
    return { thread: this.#table.thread[row]!, slice: this.#table.number[row]! };
  }

  #add({ slices, index }: ThreadTrack, slice: number): void {
    const kind = slices.kind[slice]!;
    const object = slices.object[slice]!;
    const isTask = kind === RowKind.task && object > 0;
    if (!isTask && kind !== RowKind.spawn && !WAITS.has(kind)) return;
    const row = this.#table.count;
    const [startNs, timeNs, site] = [slices.start[slice]!, slices.end[slice]!, slices.site[slice]!];
    this.#table.add({ timeNs, startNs, thread: index, object, number: slice, site });
    if (isTask) this.#tasks.set(object, row);
    else if (kind === RowKind.spawn) this.#spawns.set(object, row);
    else this.#waits.add(waitKey(kind, object), row);
  }
}

function waitKey(kind: number, object: number): number {
  return object * 256 + kind;
}
