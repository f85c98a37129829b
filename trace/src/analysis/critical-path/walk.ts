/**
 * The critical path: what the end of a run waited for, from its end back to its start. Where a thread waited, the path goes
 * on in the thread that ended the wait; where it did not, it stays. What lies on it follows each other without a gap, so
 * that its length is the run's, and only what makes it shorter makes the run shorter.
 */
import { waitReasonOf } from '../../model/kind-state.ts';
import { NO_SLICE } from '../../model/segments.ts';
import type { TraceData } from '../../model/trace-data.ts';
import type { ThreadTrack } from '../../model/thread-track.ts';
import type { ThreadState, WaitReason } from '../../query.ts';
import { RowKind } from '../../vocabulary.ts';
import { ThreadWalk, type Stretch } from './thread-walk.ts';
import { Wakers, type Hold } from './wakers.ts';

/** A piece of the path, `[startNs, endNs)`. */
export interface PathPiece {
  readonly thread: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly state: ThreadState;
  readonly reason: WaitReason | undefined;
  /** Kind of the innermost slice; 0 outside of all. */
  readonly kind: number;
  /** The function, the waiting line, or the line that started the thread; 0 = not known. */
  readonly site: number;
  /**
   * The lock that the thread held meanwhile while the path's next thread waited for it (`site` is where it was taken), or
   * that the thread waited for itself; 0 = none.
   */
  readonly lock: number;
}

/** Called with the last piece first. */
export type VisitPiece = (piece: PathPiece) => void;

/** Visits the path of `[fromNs, toNs)`, which ends in the main thread. Nothing where the trace has no threads. */
export function walkCriticalPath(data: TraceData, fromNs: number, toNs: number, visit: VisitPiece): void {
  const first = data.threads.get(0) ?? [...data.threads.values()][0];
  if (first !== undefined) new PathWalker(data, fromNs, visit).walk(first, toNs);
}

class PathWalker {
  readonly #data: TraceData;
  readonly #fromNs: number;
  readonly #visit: VisitPiece;
  readonly #wakers: Wakers;
  readonly #walks = new Map<number, ThreadWalk>();
  /** The hold that somebody waited for, while the path is in it. */
  #hold: Hold | undefined;
  /** Changes of thread since time has last moved: a circle of them is left after one round. */
  #hops = 0;

  constructor(data: TraceData, fromNs: number, visit: VisitPiece) {
    this.#data = data;
    this.#fromNs = fromNs;
    this.#visit = visit;
    this.#wakers = new Wakers(data);
  }

  walk(last: ThreadTrack, toNs: number): void {
    let track = last;
    let timeNs = toNs;
    while (timeNs > this.#fromNs) {
      const next = timeNs > track.startNs ? this.#step(track, timeNs) : this.#parent(track, timeNs);
      if (next === undefined) {
        this.#tell(track, this.#fromNs, timeNs, { state: 'unknown', reason: undefined });
        return;
      }
      this.#hops = next.timeNs === timeNs ? this.#hops + 1 : 0;
      timeNs = next.timeNs;
      track = this.#data.threads.get(next.thread)!;
    }
  }

  /** One stretch of a thread's life, or what is left of a wait after what ended it. */
  #step(track: ThreadTrack, timeNs: number): { readonly thread: number; readonly timeNs: number } {
    const walk = this.#walkOf(track);
    const stretch = walk.before(timeNs);
    const startNs = Math.max(this.#fromNs, stretch.startNs);
    const waker = this.#wakerOf(track, stretch, startNs, timeNs);
    const next = waker ?? { thread: track.index, timeNs: startNs };
    for (const part of walk.parts(stretch, next.timeNs, timeNs)) {
      this.#tell(track, part.startNs, part.endNs, part, stretch);
    }
    if (waker !== undefined) this.#hold = waker.hold;
    return next;
  }

  #wakerOf(track: ThreadTrack, { slice }: Stretch, startNs: number, untilNs: number): ReturnType<Wakers['of']> {
    if (slice === NO_SLICE || this.#hops > this.#data.threads.size) return undefined;
    const kind = track.slices.kind[slice]!;
    if (waitReasonOf(kind) === undefined && kind !== RowKind.waitTask) return undefined;
    return this.#wakers.of({ track, slice, startNs, untilNs });
  }

  /** A life begins in the parent's. */
  #parent({ parent }: ThreadTrack, timeNs: number): { readonly thread: number; readonly timeNs: number } | undefined {
    const isKnown = parent !== undefined && this.#data.threads.has(parent);
    return isKnown && this.#hops <= this.#data.threads.size ? { thread: parent, timeNs } : undefined;
  }

  #walkOf(track: ThreadTrack): ThreadWalk {
    let walk = this.#walks.get(track.index);
    if (walk === undefined) {
      this.#walks.set(track.index, (walk = new ThreadWalk(track, this.#data.lifeOf(track))));
    }
    return walk;
  }

  /** A part that a hold begins in is two pieces. */
  #tell(
    track: ThreadTrack,
    startNs: number,
    endNs: number,
    { state, reason }: Pick<PathPiece, 'state' | 'reason'>,
    stretch?: Stretch,
  ): void {
    if (!(endNs > startNs)) return;
    const slice = stretch?.slice ?? NO_SLICE;
    const kind = slice === NO_SLICE ? 0 : track.slices.kind[slice]!;
    const site = siteOf(track, slice, kind);
    const piece = { thread: track.index, state, reason, kind };
    const hold = this.#hold;
    const heldFromNs = hold === undefined ? endNs : Math.min(endNs, Math.max(startNs, hold.startNs));
    if (hold !== undefined && heldFromNs < endNs) {
      this.#visit({ ...piece, startNs: heldFromNs, endNs, lock: hold.lock, site: hold.site });
    }
    if (hold !== undefined && hold.startNs >= startNs) this.#hold = undefined;
    const lock = kind === RowKind.waitLock ? track.slices.object[slice]! : 0;
    if (startNs < heldFromNs) this.#visit({ ...piece, startNs, endNs: heldFromNs, lock, site });
  }
}

/** What a thread does before it runs anything is of the line that started it. */
function siteOf(track: ThreadTrack, slice: number, kind: number): number {
  if (slice === NO_SLICE || kind === RowKind.boot || kind === RowKind.load) return track.isWorker ? track.site : 0;
  return track.slices.site[slice]!;
}
