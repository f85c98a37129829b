import type { RowBatch } from '../row-batch.ts';
import { ObjectType } from '../vocabulary.ts';
import { countedWaitKind } from './kind-state.ts';
import type { ThreadTrack } from './thread-track.ts';

/** Time spent waiting, by what was waited for and from which line: what findings about locks and queues rest on. */
export interface WaitTotal {
  /** The wait's kind of row. */
  readonly kind: number;
  readonly object: number;
  readonly site: number;
  readonly count: number;
  readonly ns: number;
  readonly firstNs: number;
  readonly lastNs: number;
  /** ns by thread. */
  readonly threads: ReadonlyMap<number, number>;
}

class GrowingTotal implements WaitTotal {
  readonly kind: number;
  readonly object: number;
  readonly site: number;
  count = 0;
  ns = 0;
  firstNs = Infinity;
  lastNs = 0;
  readonly #threads = new Map<number, number>();
  /** The thread that was added last, and what is not in the map yet: its waits come one after the other. */
  #thread = 0;
  #threadNs = -1;

  constructor(kind: number, object: number, site: number) {
    this.kind = kind;
    this.object = object;
    this.site = site;
  }

  get threads(): ReadonlyMap<number, number> {
    if (this.#threadNs >= 0) this.#threads.set(this.#thread, this.#threadNs);
    return this.#threads;
  }

  add(thread: number, startNs: number, durationNs: number, count: number): void {
    this.count += count;
    this.ns += durationNs;
    this.firstNs = Math.min(this.firstNs, startNs);
    this.lastNs = Math.max(this.lastNs, startNs + durationNs);
    if (this.#threadNs < 0 || this.#thread !== thread) {
      this.#threadNs = this.threads.get(thread) ?? 0;
      this.#thread = thread;
    }
    this.#threadNs += durationNs;
  }
}

export class WaitTotals {
  readonly #totals = new Map<number, Map<number, GrowingTotal>>();
  /** The one that was added to last: waits for one thing at one line come one after the other. */
  #recent: GrowingTotal | undefined;

  /** Takes a row of a wait. */
  add({ kind, object, site, thread, time, duration }: RowBatch, row: number): void {
    this.#total(kind[row]!, object[row]!, site[row]!).add(thread[row]!, time[row]!, duration[row]!, 1);
  }

  /** Takes a row of waits that were counted. `type`: `ObjectType` of what was waited for. */
  addCounted(batch: RowBatch, row: number, track: ThreadTrack, type: number | undefined): void {
    const ns = batch.duration[row]!;
    if (type === ObjectType.pool && track.isWorker) {
      track.countedIdleNs += ns;
      return;
    }
    const kind = countedWaitKind(type);
    track.countedWaitNs.set(kind, (track.countedWaitNs.get(kind) ?? 0) + ns);
    const startNs = Math.max(0, batch.time[row]! - ns);
    this.#total(kind, batch.object[row]!, batch.site[row]!).add(track.index, startNs, ns, batch.value[row]!);
  }

  #total(kind: number, object: number, site: number): GrowingTotal {
    const recent = this.#recent;
    if (recent?.kind === kind && recent.object === object && recent.site === site) return recent;
    return (this.#recent = this.#find(kind, object, site));
  }

  #find(kind: number, object: number, site: number): GrowingTotal {
    let ofObject = this.#totals.get(object);
    if (ofObject === undefined) this.#totals.set(object, (ofObject = new Map<number, GrowingTotal>()));
    const key = site * 256 + kind;
    let total = ofObject.get(key);
    if (total === undefined) ofObject.set(key, (total = new GrowingTotal(kind, object, site)));
    return total;
  }

  /** Whether anybody has waited for the object. */
  has(object: number): boolean {
    return this.#totals.has(object);
  }

  /** Those for one object. */
  of(object: number): Iterable<WaitTotal> {
    return this.#totals.get(object)?.values() ?? [];
  }

  /** Those of one kind, by object. */
  byObject(kind: number): ReadonlyMap<number, readonly WaitTotal[]> {
    const found = new Map<number, readonly WaitTotal[]>();
    for (const [object, totals] of this.#totals) {
      const ofKind = [...totals.values()].filter((total) => total.kind === kind);
      if (ofKind.length > 0) found.set(object, ofKind);
    }
    return found;
  }
}
