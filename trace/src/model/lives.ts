import { GrowingLife, type ThreadLife } from './thread-life.ts';
import type { ThreadTrack } from './thread-track.ts';

interface LaidLife {
  readonly growing: GrowingLife;
  readonly revision: number;
  readonly life: ThreadLife;
}

/** The lives of a trace's threads, each laid once for a revision of it: figures and windows ask for the same. */
export class Lives {
  readonly #laid = new Map<ThreadTrack, LaidLife>();

  /** `revision`: changes with the trace; `endNs`: until when a thread that has not ended is looked at. */
  of(track: ThreadTrack, { revision, endNs }: { readonly revision: number; readonly endNs: number }): ThreadLife {
    const known = this.#laid.get(track);
    if (known?.revision === revision) return known.life;
    const growing = known?.growing ?? new GrowingLife(track);
    const life = growing.until(endNs, track.takeChangedFromNs());
    this.#laid.set(track, { growing, revision, life });
    return life;
  }
}
