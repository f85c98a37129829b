/** The critical path of a run as figures: what is on it, by state, by line and by thread. All times are ms. */
import { objectName } from '../../model/slice-names.ts';
import { RowKind } from '../../vocabulary.ts';
import { WAIT_REASONS, type PathActivity, type ThreadState } from '../../query.ts';
import type { CriticalPath, CriticalPathEntry, CriticalPathSegment } from '../../summary.ts';
import { lineOf, type RunView } from '../run-view.ts';
import { PathSegments, type PathSegment } from './path-segments.ts';
import { slackOf } from './slack.ts';
import { walkCriticalPath, type PathPiece } from './walk.ts';

const ACTIVITIES: readonly PathActivity[] = [
  'task',
  'lock',
  'main',
  'worker',
  'waiting',
  'starting',
  'idle',
  'unknown',
];
/** Entries beyond are too small to act on. */
const MAX_ENTRIES = 10;

/** `undefined` for a run of which nothing was recorded. */
export function criticalPath(run: RunView): CriticalPath | undefined {
  const { data, wallNs } = run;
  if (run.unrecorded !== undefined || data.threads.size === 0 || !(wallNs > 0)) return undefined;
  const segments = new PathSegments(wallNs);
  const states: States = new Map();
  const byThread = new Map<number, number>();
  const places = new Places(run);
  const { startNs, endNs } = pathRangeOf(run);
  walkCriticalPath(data, startNs, endNs, (piece) => {
    const ns = piece.endNs - piece.startNs;
    segments.add(piece);
    addTo(states, piece.state, ns);
    addTo(byThread, piece.thread, ns);
    const place = places.of(piece);
    place.ns += ns;
    addTo(place.states, piece.state, ns);
  });
  return {
    ms: toMs(wallNs),
    states: statesMs(states),
    entries: places.largest().map((place) => entryOf(run, place)),
    segments: segments.list().map((segment) => segmentOf(run, segment)),
    threads: threadsOf(run, byThread, endNs),
  };
}

/** From the start of the run to its end, as its critical path has it. */
export function pathRangeOf({ data, wallNs }: RunView): { readonly startNs: number; readonly endNs: number } {
  const endNs = data.facts.ended === undefined ? data.endNs : (data.threads.get(0)?.exitNs ?? data.endNs);
  return { startNs: endNs - wallNs, endNs };
}

type States = Map<ThreadState, number>;

interface Place {
  /** One of those there. */
  readonly piece: PathPiece;
  ns: number;
  readonly states: States;
}

/** What becomes one entry each: a line and what happens there, whichever thread it is. A path may have millions of pieces. */
class Places {
  readonly #run: RunView;
  readonly #all: Place[] = [];
  /** By site, those of its line: by lock, activity and reason. */
  readonly #bySite = new Map<number, Map<number, Place>>();
  readonly #byLine = new Map<string, Map<number, Place>>();

  constructor(run: RunView) {
    this.#run = run;
  }

  of(piece: PathPiece): Place {
    const activity = activityOf(piece);
    const reason = activity === 'waiting' && piece.reason !== undefined ? WAIT_REASONS.indexOf(piece.reason) + 1 : 0;
    const key = (piece.lock * ACTIVITIES.length + ACTIVITIES.indexOf(activity)) * (WAIT_REASONS.length + 1) + reason;
    const places = this.#bySite.get(piece.site) ?? this.#atLine(piece.site);
    let place = places.get(key);
    if (place === undefined) {
      place = { piece, ns: 0, states: new Map() };
      places.set(key, place);
      this.#all.push(place);
    }
    return place;
  }

  largest(): Place[] {
    return this.#all.sort((a, b) => b.ns - a.ns).slice(0, MAX_ENTRIES);
  }

  #atLine(site: number): Map<number, Place> {
    const line = lineOf(this.#run, site) ?? '';
    const places = this.#byLine.get(line) ?? new Map<number, Place>();
    this.#byLine.set(line, places);
    this.#bySite.set(site, places);
    return places;
  }
}

/** What is told of a piece. */
export function activityOf({ lock, state, kind, thread }: PathPiece): CriticalPathEntry['activity'] {
  if (lock !== 0) return 'lock';
  if (kind === RowKind.task) return 'task';
  if (state === 'waiting' || state === 'starting' || state === 'idle' || state === 'unknown') return state;
  return thread === 0 ? 'main' : 'worker';
}

/** What segments and entries say of a piece. */
function describe(
  run: RunView,
  piece: PathPiece,
): Pick<CriticalPathEntry, 'activity' | 'reason' | 'lock' | 'location'> {
  const location = lineOf(run, piece.site);
  const activity = activityOf(piece);
  return {
    activity,
    ...(activity === 'waiting' && piece.reason !== undefined && { reason: piece.reason }),
    ...(piece.lock !== 0 && { lock: objectName(run.data, piece.lock, 'a lock') }),
    ...(location !== undefined && { location }),
  };
}

function entryOf(run: RunView, { piece, ns, states }: Place): CriticalPathEntry {
  const share = Math.round((ns / run.wallNs) * 1e3) / 1e3;
  return { ...describe(run, piece), states: statesMs(states), ms: toMs(ns), share };
}

function segmentOf(run: RunView, segment: PathSegment): CriticalPathSegment {
  return {
    thread: run.data.threads.get(segment.thread)?.name ?? '',
    startMs: toMs(segment.startNs),
    endMs: toMs(segment.endNs),
    ...describe(run, segment),
    state: segment.state,
    merged: segment.merged,
  };
}

function threadsOf(run: RunView, onPathNs: ReadonlyMap<number, number>, endNs: number): CriticalPath['threads'] {
  return run.threads
    .filter(({ track }) => track.isWorker || track.role === 'main')
    .map(({ track }) => ({
      name: track.name,
      onPathMs: toMs(onPathNs.get(track.index) ?? 0),
      slackMs: onPathNs.has(track.index) ? 0 : toMs(slackOf(run.data, track, endNs)),
    }));
}

function addTo<Key>(sums: Map<Key, number>, key: Key, ns: number): void {
  sums.set(key, (sums.get(key) ?? 0) + ns);
}

function statesMs(states: States): Partial<Record<ThreadState, number>> {
  return Object.fromEntries([...states].map(([state, ns]) => [state, toMs(ns)]));
}

function toMs(ns: number): number {
  return Math.round(ns / 1e3) / 1e3;
}
