import type { FromPanelMessage } from '../../protocol/src/panel.ts';
import type { SliceDetails } from '../../trace/src/query.ts';
import type { SliceMark } from './slice-mark.ts';

const CACHE_SIZE = 500;

/** Asks for the details of slices and remembers those of closed ones. Each question gets one callback, or none if the run is replaced. */
export class DetailsFeed {
  readonly #post: (message: FromPanelMessage) => void;
  readonly #nextId: () => number;
  readonly #waiting = new Map<number, { key: string; onDetails: (details: SliceDetails | null) => void }>();
  readonly #known = new Map<string, SliceDetails>();

  constructor(post: (message: FromPanelMessage) => void, nextId: () => number) {
    this.#post = post;
    this.#nextId = nextId;
  }

  request(mark: SliceMark, onDetails: (details: SliceDetails | null) => void): void {
    if (mark.slice < 0) {
      onDetails(null);
      return;
    }
    const key = `${mark.laneId}:${mark.slice}`;
    const known = this.#known.get(key);
    if (known && !mark.open) {
      onDetails(known);
      return;
    }
    const id = this.#nextId();
    this.#waiting.set(id, { key, onDetails });
    this.#post({ type: 'query-details', id, laneId: mark.laneId, slice: mark.slice });
  }

  receive(id: number, details: SliceDetails | null): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    if (details && !details.open) {
      if (this.#known.size >= CACHE_SIZE) this.#known.clear();
      this.#known.set(waiting.key, details);
    }
    waiting.onDetails(details);
  }

  reset(): void {
    this.#waiting.clear();
    this.#known.clear();
  }
}
