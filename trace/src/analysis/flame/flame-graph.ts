import type { FlameGraph, FlameQuery } from '../../flame-graph.ts';
import { stateOfKind, waitReasonOf } from '../../model/kind-state.ts';
import type { SiteInfo } from '../../model/introductions.ts';
import { sliceName } from '../../model/slice-names.ts';
import type { ThreadTrack } from '../../model/thread-track.ts';
import type { TraceData } from '../../model/trace-data.ts';
import { cpuOfStacks } from '../../profile/cpu-of-stacks.ts';
import { THREAD_STATES } from '../../query.ts';
import { RowKind } from '../../vocabulary.ts';
import { CallTree, MAX_DEPTH, type FrameFacts } from './call-tree.ts';
import { visitSliceStacks } from './slice-stacks.ts';

/** Fills a tree with what a thread did in the range. */
type Fill = (tree: CallTree, track: ThreadTrack, range: readonly [startNs: number, endNs: number]) => void;

/** Of the CPU profile where the run has one, else of tasks and what they waited for. */
export function flameGraph(data: TraceData, query: FlameQuery): FlameGraph {
  const range = [
    Number.isFinite(query.startNs) ? query.startNs : 0,
    Number.isFinite(query.endNs) ? Math.min(query.endNs, data.endNs) : data.endNs,
  ] as const;
  const source = data.profile.threads.size > 0 ? 'profile' : 'slices';
  const fill = source === 'profile' ? fromProfile(data) : fromSlices(data);
  const tree = new CallTree();
  const threads: { laneId: number; name: string; totalNs: number }[] = [];
  for (const track of data.threads.values()) {
    if (track.role === 'instrument' || range[1] <= range[0]) continue;
    const own = new CallTree();
    fill(own, track, range);
    if (own.totalNs === 0) continue;
    threads.push({ laneId: track.index, name: track.name, totalNs: own.totalNs });
    if (query.laneId === undefined || query.laneId === track.index) tree.merge(own);
  }
  const { frames, left: leftFrames } = tree.frames();
  const { functions, left: leftFunctions } = tree.functions();
  const left = { frames: leftFrames, functions: leftFunctions };
  return { query, source, totalNs: tree.totalNs, frames, functions, left, threads };
}

/** A function has an id in each thread: its name and place tell that it is the same. */
class SiteKeys {
  readonly #sites: TraceData['sites'];
  readonly #found: (key: string, site: SiteInfo) => void;
  readonly #keys = new Map<number, string>();

  /** `found` is called with each new key. */
  constructor(sites: TraceData['sites'], found: (key: string, site: SiteInfo) => void) {
    this.#sites = sites;
    this.#found = found;
  }

  of(id: number): string {
    let key = this.#keys.get(id);
    if (key === undefined) {
      const site = this.#sites.get(id) ?? { label: '', location: undefined };
      const { file, line, column } = site.location ?? { file: '', line: 0, column: 0 };
      key = `${site.label}\t${file}:${line}:${column}`;
      this.#keys.set(id, key);
      this.#found(key, site);
    }
    return key;
  }
}

function fromProfile(data: TraceData): Fill {
  const { profile, sites } = data;
  const facts = new Map<string, FrameFacts>();
  const keys = new SiteKeys(sites, (key, { label, location }) => {
    facts.set(key, { name: label, ...(location && { location }) });
  });
  return (tree, track, range) => {
    const samples = profile.threads.get(track.index);
    if (samples === undefined) return;
    for (const [id, ns] of cpuOfStacks(samples, track, range)) {
      const stack: string[] = [];
      for (
        let at = profile.stacks.get(id);
        at !== undefined && stack.length < MAX_DEPTH;
        at = profile.stacks.get(at.parent)
      )
        stack.push(keys.of(at.site));
      tree.add(stack.reverse(), ns, (key) => facts.get(key) ?? { name: '' });
    }
  };
}

function fromSlices(data: TraceData): Fill {
  const keys = new SiteKeys(data.sites, () => undefined);
  return (tree, track, [startNs, endNs]) => {
    const { slices } = track;
    const named = new Map<string, number>();
    // By kind and what it is about: texts are made once for each, not for each of millions of slices.
    const known = new Map<number, string>();
    const keyOf = (slice: number): string => {
      const kind = slices.kind[slice]!;
      const about = kind === RowKind.task ? slices.site[slice]! : slices.object[slice]!;
      let key = known.get(kind * 2 ** 32 + about);
      if (key === undefined) {
        key = kind === RowKind.task ? keys.of(about) : `${kind} ${about}`;
        known.set(kind * 2 ** 32 + about, key);
        if (!named.has(key)) named.set(key, slice);
      }
      return key;
    };
    const factsOf = (key: string): FrameFacts => factsOfSlice(data, track, named.get(key)!);
    visitSliceStacks(track, startNs, endNs, (stack, ns) => tree.add(stack.map(keyOf), ns, factsOf));
  };
}

function factsOfSlice(data: TraceData, { slices }: ThreadTrack, slice: number): FrameFacts {
  const kind = slices.kind[slice]!;
  const name = sliceName(data, slices, slice);
  const location = data.sites.get(slices.site[slice]!)?.location;
  const place = location && { location };
  if (kind === RowKind.task) return { name, ...place };
  const reason = waitReasonOf(kind);
  return { name, ...place, state: THREAD_STATES[stateOfKind(kind)]!, ...(reason && { reason }) };
}
