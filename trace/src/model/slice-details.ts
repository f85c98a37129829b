/** Everything known of one slice, for tooltip and details. */
import { THREAD_STATES, type SliceDetails, type SourceLocation } from '../query.ts';
import { RowKind } from '../vocabulary.ts';
import { formatBytes, formatDuration, shortLocation } from '../format.ts';
import { stateOfKind, waitReasonOf } from './kind-state.ts';
import { coreOfLane } from './lanes.ts';
import { holdDetails } from './shared-objects/hold-details.ts';
import { objectOfLane } from './shared-objects/object-lanes.ts';
import { objectName, sliceName, threadName } from './slice-names.ts';
import { statesWithin } from './states-within.ts';
import { isWork } from './thread-life.ts';
import type { ThreadTrack } from './thread-track.ts';
import type { TraceData } from './trace-data.ts';

type Fact = SliceDetails['facts'][number];

export function sliceDetails(model: TraceData, laneId: number, slice: number): SliceDetails | null {
  const core = coreOfLane(laneId);
  if (core !== undefined) return coreDetails(model, laneId, core, slice);
  const shared = objectOfLane(laneId);
  if (shared !== undefined) return holdDetails(model, laneId, shared, slice);
  const track = model.threads.get(laneId);
  if (track === undefined || !Number.isInteger(slice) || slice < 0 || slice >= track.slices.count) return null;
  const { slices } = track;
  const kind = slices.kind[slice]!;
  const startNs = slices.start[slice]!;
  const open = slices.end[slice] === Infinity;
  const endNs = open ? Math.max(startNs, model.endNs) : slices.end[slice]!;
  const location = model.sites.get(slices.site[slice]!)?.location;
  const waitReason = waitReasonOf(kind);
  return {
    laneId,
    slice,
    title: sliceName(model, slices, slice),
    state: isWork(track, kind) ? 'running' : THREAD_STATES[stateOfKind(kind)]!,
    ...(waitReason && { waitReason }),
    startNs,
    durationNs: endNs - startNs,
    open,
    ...(isWork(track, kind) && { within: statesWithin(model, track, startNs, endNs) }),
    ...(location && { location }),
    facts: factsOf(model, track, slice),
  };
}

function factsOf(model: TraceData, track: ThreadTrack, slice: number): Fact[] {
  const { slices } = track;
  const object = slices.object[slice]!;
  const value = slices.value[slice]!;
  const facts: Fact[] = [{ label: 'thread', value: track.name }];
  switch (slices.kind[slice]) {
    case RowKind.task:
      facts.push(...taskFacts(model, slices.start[slice]!, object, value));
      break;
    case RowKind.waitLock:
    case RowKind.waitGet:
    case RowKind.waitPut:
    case RowKind.waitResult:
    case RowKind.waitTask:
    case RowKind.waitSemaphore:
    case RowKind.waitEvent:
    case RowKind.waitCondition:
    case RowKind.waitBarrier:
      facts.push(...objectFacts(model, object));
      break;
    case RowKind.waitJoin:
      if (object > 0) facts.push({ label: 'waits for', value: threadName(model, object - 1) });
      break;
    case RowKind.spawn:
      facts.push({ label: 'starts', value: threadName(model, object) });
      break;
    case RowKind.serialize:
      facts.push({ label: 'size', value: formatBytes(value) });
      break;
    default:
  }
  return facts;
}

function taskFacts(model: TraceData, startNs: number, task: number, pool: number): Fact[] {
  const facts: Fact[] = [];
  const given = model.taskArguments.get(task);
  if (given !== undefined) facts.push({ label: 'arguments', value: given });
  if (task > 0) facts.push({ label: 'task', value: String(task) });
  if (pool > 0) facts.push({ label: 'pool', value: objectName(model, pool, `pool ${pool}`) });
  const submission = model.submissions.of(task);
  if (!submission) return facts;
  const place = locationText(model.sites.get(submission.site)?.location);
  const by = threadName(model, submission.thread);
  facts.push({ label: 'submitted by', value: place === undefined ? by : `${by} (${place})` });
  facts.push({ label: 'waited for a worker', value: formatDuration(Math.max(0, startNs - submission.timeNs)) });
  return facts;
}

function objectFacts(model: TraceData, object: number): Fact[] {
  const info = model.objects.get(object);
  if (info === undefined) return [];
  const place = locationText(model.sites.get(info.site)?.location);
  return [{ label: 'object', value: place === undefined ? info.name : `${info.name} (${place})` }];
}

function locationText(location: SourceLocation | undefined): string | undefined {
  return location && shortLocation(location);
}

function coreDetails(model: TraceData, laneId: number, core: number, slice: number): SliceDetails | null {
  const level = model.cores.get(core)?.slices;
  if (level === undefined || !Number.isInteger(slice) || slice < 0 || slice >= level.count) return null;
  const startNs = level.starts[slice]!;
  return {
    laneId,
    slice,
    title: threadName(model, level.slices[slice]!),
    state: 'running',
    startNs,
    durationNs: level.ends[slice]! - startNs,
    open: false,
    facts: [
      { label: 'core', value: String(core) },
      { label: 'measured', value: 'by sampling: the thread was last seen on this core' },
    ],
  };
}
