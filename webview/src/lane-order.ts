/** Which lanes are shown, and in which order: by name, by the share of a state, the pinned ones first, not too many at once. */
import type { LaneInfo, ThreadState } from '../../trace/src/query.ts';
import { THREAD_STATES } from '../../trace/src/query.ts';
import type { RunSummary } from '../../trace/src/summary.ts';
import type { LaneGroup } from './lane-layout.ts';

/** Of each group at first: more cannot be looked at, and each one is drawn. */
export const MOST_SHOWN = 40;

/** What is kept of it. */
export interface KeptOrder {
  readonly pinned: readonly number[];
  readonly filter: string;
  readonly sort: ThreadState | null;
}

export interface OrderedLanes {
  readonly lanes: readonly LaneInfo[];
  /** Left out, until the reader asks for all. */
  readonly hidden: number;
}

export class LaneOrder {
  readonly #pinned = new Set<number>();
  readonly #whole = new Set<LaneGroup>();
  #filter = '';
  #sort: ThreadState | null = null;
  /** Changes with everything that the layout depends on. */
  version = 0;

  get filter(): string {
    return this.#filter;
  }

  set filter(text: string) {
    this.#filter = text;
    this.version++;
  }

  /** Threads with the largest share of it come first; null = in the order of their start. */
  get sort(): ThreadState | null {
    return this.#sort;
  }

  set sort(state: ThreadState | null) {
    this.#sort = state;
    this.version++;
  }

  isPinned(laneId: number): boolean {
    return this.#pinned.has(laneId);
  }

  togglePin(laneId: number): void {
    if (!this.#pinned.delete(laneId)) this.#pinned.add(laneId);
    this.version++;
  }

  /** Shows all lanes of a group. */
  showAll(group: LaneGroup): void {
    this.#whole.add(group);
    this.version++;
  }

  /** Shows a lane that is hidden: what one goes to must be there. */
  reveal(lane: LaneInfo, group: LaneGroup): void {
    if (!this.#matches(lane)) this.filter = '';
    this.showAll(group);
  }

  kept(): KeptOrder {
    return { pinned: [...this.#pinned], filter: this.#filter, sort: this.#sort };
  }

  restore({ pinned, filter, sort }: KeptOrder): void {
    this.#pinned.clear();
    for (const laneId of pinned) this.#pinned.add(laneId);
    this.#filter = filter;
    this.#sort = sort;
    this.version++;
  }

  /** The lanes of a group as they are to be shown. */
  arrange(group: LaneGroup, lanes: readonly LaneInfo[], summary: RunSummary | null): OrderedLanes {
    const matching = lanes.filter((lane) => this.#matches(lane));
    const sorted = this.#sorted(matching, summary);
    const ordered = [
      ...sorted.filter(({ id }) => this.#pinned.has(id)),
      ...sorted.filter(({ id }) => !this.#pinned.has(id)),
    ];
    const most = this.#whole.has(group) ? Infinity : MOST_SHOWN;
    return { lanes: ordered.slice(0, most), hidden: Math.max(0, ordered.length - most) };
  }

  #matches({ name }: LaneInfo): boolean {
    return name.toLowerCase().includes(this.#filter.trim().toLowerCase());
  }

  #sorted(lanes: readonly LaneInfo[], summary: RunSummary | null): readonly LaneInfo[] {
    const sort = this.#sort;
    if (sort === null || !summary) return lanes;
    const shares = new Map(
      summary.threads.map(({ name, states, lifetimeMs }) => [name, lifetimeMs > 0 ? states[sort] / lifetimeMs : 0]),
    );
    return lanes.toSorted((a, b) => (shares.get(b.name) ?? 0) - (shares.get(a.name) ?? 0));
  }
}

/** Whether what a page kept is an order, as far as it is used. */
export function isKeptOrder(data: unknown): data is KeptOrder {
  if (typeof data !== 'object' || data === null) return false;
  const { pinned, filter, sort } = data as Partial<Record<keyof KeptOrder, unknown>>;
  return (
    Array.isArray(pinned) &&
    pinned.every(Number.isFinite) &&
    typeof filter === 'string' &&
    (sort === null || THREAD_STATES.some((state) => state === sort))
  );
}
