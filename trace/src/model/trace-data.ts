import type { RunFacts } from './run-facts.ts';
import type { CoreTrack } from './core-track.ts';
import type { EventCounts } from './event-counts.ts';
import type { Handovers } from './handovers.ts';
import type { ObjectInfo, SiteInfo, Submissions } from './introductions.ts';
import type { CpuProfile } from '../profile/cpu-profile.ts';
import type { LoadCurve } from './load-curve.ts';
import type { ObjectTracks } from './shared-objects/object-tracks.ts';
import type { ThreadLife } from './thread-life.ts';
import type { ThreadTrack } from './thread-track.ts';
import type { WaitTotals } from './wait-totals.ts';

/** What a model holds, for those who ask it: windows, details, analysis. `TraceModel` fills it. */
export interface TraceData {
  readonly threads: ReadonlyMap<number, ThreadTrack>;
  readonly sites: ReadonlyMap<number, SiteInfo>;
  readonly objects: ReadonlyMap<number, ObjectInfo>;
  readonly cores: ReadonlyMap<number, CoreTrack>;
  readonly submissions: Submissions;
  readonly counts: EventCounts;
  readonly waits: WaitTotals;
  /** Who let whom go on. */
  readonly handovers: Handovers;
  /** Locks, queues and their kin over time. */
  readonly objectTracks: ObjectTracks;
  /** Where each child process was started, 0 = not known; those that have lanes are among them. */
  readonly childSites: readonly number[];
  /** By task: what it was given, in short; only where the trace says so. */
  readonly taskArguments: ReadonlyMap<number, string>;
  /** Without threads where the run was not profiled. */
  readonly profile: CpuProfile;
  /** CPU time over time: the program's threads, our own, and the machine's cores as a whole. */
  readonly load: { readonly program: LoadCurve; readonly instrument: LoadCurve; readonly machine: LoadCurve };
  readonly facts: RunFacts;
  /** Changes whenever rows were appended. */
  readonly revision: number;
  /** Newest time in the trace, ns. */
  readonly endNs: number;
  /** What a thread was at, until now. */
  lifeOf(track: ThreadTrack): ThreadLife;
}
