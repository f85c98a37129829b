/** Finds slices by their name or their line in the source. */
import type { SearchMatches } from '../query.ts';
import { shortLocation } from '../format.ts';
import { RowKind } from '../vocabulary.ts';
import { sliceName } from './slice-names.ts';
import { sliceRef } from './slice-ref.ts';
import type { ThreadTrack } from './thread-track.ts';
import type { TraceData } from './trace-data.ts';

/** Told one by one; of more a view can make nothing. */
const MOST_MATCHES = 10_000;
/** Looked at for the first of them. */
const MOST_KEPT = 100_000;

interface Match {
  readonly track: ThreadTrack;
  readonly slice: number;
  readonly startNs: number;
}

/** Slices whose name or line (`pi.ts:14`) contains the text, whatever the case; in the order of time. */
export function searchSlices(model: TraceData, text: string): SearchMatches {
  const wanted = text.trim().toLowerCase();
  const matches: Match[] = [];
  let count = 0;
  if (wanted !== '') {
    const isMatch = matcher(model, wanted);
    for (const track of model.threads.values()) {
      for (let slice = 0; slice < track.slices.count; slice++) {
        if (!isMatch(track, slice)) continue;
        count++;
        if (matches.length < MOST_KEPT) matches.push({ track, slice, startNs: track.slices.start[slice]! });
      }
    }
  }
  const first = matches.sort((a, b) => a.startNs - b.startNs).slice(0, MOST_MATCHES);
  return { text, count, slices: first.map(({ track, slice }) => sliceRef(model, track, slice)) };
}

/** Names are few, slices are many: each pair of what a slice is about and its place is looked at once. */
function matcher(model: TraceData, wanted: string): (track: ThreadTrack, slice: number) => boolean {
  const known = new Map<number, Map<number, boolean>>();
  return (track, slice) => {
    const { kind, object, site } = track.slices;
    const about = kind[slice] === RowKind.task ? RowKind.task : object[slice]! * 256 + kind[slice]!;
    let ofSite = known.get(about);
    if (ofSite === undefined) known.set(about, (ofSite = new Map<number, boolean>()));
    let found = ofSite.get(site[slice]!);
    if (found === undefined) {
      const location = model.sites.get(site[slice]!)?.location;
      const place = location ? shortLocation(location) : '';
      found = `${sliceName(model, track.slices, slice)}\n${place}`.toLowerCase().includes(wanted);
      ofSite.set(site[slice]!, found);
    }
    return found;
  };
}
