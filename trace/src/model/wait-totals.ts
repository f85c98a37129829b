/** Time spent waiting, by what was waited for and from which line: what findings about locks and queues rest on. */
export interface WaitTotal {
  /** The wait's kind of row. */
  readonly kind: number;
  readonly object: number;
  readonly site: number;
  count: number;
  ns: number;
  firstNs: number;
  lastNs: number;
  /** ns by thread. */
  readonly threads: Map<number, number>;
}

export class WaitTotals {
  readonly #totals = new Map<number, Map<number, WaitTotal>>();
  /** The one that was added to last: waits for one thing at one line come one after the other. */
  #recent: WaitTotal | undefined;

  add(
    kind: number,
    object: number,
    site: number,
    thread: number,
    startNs: number,
    durationNs: number,
    count: number,
  ): void {
    let total = this.#recent;
    if (total?.kind !== kind || total.object !== object || total.site !== site) {
      this.#recent = total = this.#total(kind, object, site);
    }
    total.count += count;
    total.ns += durationNs;
    total.firstNs = Math.min(total.firstNs, startNs);
    total.lastNs = Math.max(total.lastNs, startNs + durationNs);
    total.threads.set(thread, (total.threads.get(thread) ?? 0) + durationNs);
  }

  #total(kind: number, object: number, site: number): WaitTotal {
    let ofObject = this.#totals.get(object);
    if (ofObject === undefined) this.#totals.set(object, (ofObject = new Map<number, WaitTotal>()));
    const key = site * 256 + kind;
    let total = ofObject.get(key);
    if (total === undefined) {
      total = { kind, object, site, count: 0, ns: 0, firstNs: Infinity, lastNs: 0, threads: new Map<number, number>() };
      ofObject.set(key, total);
    }
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
