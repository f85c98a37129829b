import { IpcReader } from '../ipc-reader.ts';
import type { LaneInfo, SliceDetails, SliceFlows, WindowAnswer, WindowQuery } from '../query.ts';
import { ProfileTable } from '../profile/cpu-profile.ts';
import type { RowBatch } from '../row-batch.ts';
import { ExitReason, ObjectType, RowKind, type RunMeta } from '../vocabulary.ts';
import type { CoreTrack } from './core-track.ts';
import { EventCounts } from './event-counts.ts';
import { FlowIndex } from './flows/flow-index.ts';
import { flowsOf } from './flows/flows-of.ts';
import { Handovers } from './handovers.ts';
import {
  parseSite,
  TaskRanges,
  type ObjectInfo,
  type SiteInfo,
  type Submission,
  type Submissions,
} from './introductions.ts';
import { collectionKind, countedWaitKind, isThreadSlice, isWait } from './kind-state.ts';
import { laneInfos } from './lanes.ts';
import { Measures } from './measures.ts';
import { quantityOf } from './quantity.ts';
import { parseRunMeta, type RunFacts } from './run-facts.ts';
import { ObjectTracks } from './shared-objects/object-tracks.ts';
import { sliceDetails } from './slice-details.ts';
import type { TraceData } from './trace-data.ts';
import { Lives } from './lives.ts';
import type { ThreadLife } from './thread-life.ts';
import { ThreadTrack } from './thread-track.ts';
import { WaitTotals } from './wait-totals.ts';
import { answerWindow } from './window.ts';

/** Later times than this are not times: 31 years. */
const MAX_NS = 1e18;

/** Longer previews of arguments are cut: the writer's are 80. */
const MAX_ARGUMENTS = 200;

/** A put or get that took so long is shown as the copying that it was. */
const COPY_NS = 50_000;

/**
 * A trace in memory, as far as it has been read: append what arrives, ask at any time. Rows that make no sense are left
 * out; bytes that are no trace throw a `TraceFormatError`.
 */
export class TraceModel implements TraceData {
  readonly threads: Map<number, ThreadTrack> = new Map<number, ThreadTrack>();
  readonly sites: Map<number, SiteInfo> = new Map<number, SiteInfo>();
  readonly objects: Map<number, ObjectInfo> = new Map<number, ObjectInfo>();
  readonly submissions: Submissions = new TaskRanges<Submission>();
  readonly counts: EventCounts = new EventCounts();
  readonly waits: WaitTotals = new WaitTotals();
  readonly handovers: Handovers = new Handovers();
  readonly objectTracks: ObjectTracks = new ObjectTracks();
  readonly childSites: number[] = [];
  /** Rows whose times are none, as they are negative or no numbers: left out, or taken as moments. */
  oddRows = 0;
  readonly taskArguments: Map<number, string> = new Map<number, string>();
  readonly profile: ProfileTable = new ProfileTable();
  readonly #reader = new IpcReader();
  readonly #flows = new FlowIndex();
  readonly #measures = new Measures(this.threads);
  #meta: RunMeta | undefined;
  #ended: RunFacts['ended'];
  #endNs = 0;
  #revision = 0;
  #recent: ThreadTrack | undefined;
  readonly #lives = new Lives();

  /** Bytes of the stream in any pieces, or a batch. Columns are copied: they may be used again afterwards. */
  append(input: Uint8Array | RowBatch): void {
    const batches = input instanceof Uint8Array ? this.#reader.push(input) : [input];
    for (const batch of batches) {
      this.#appendRows(batch);
      for (const track of this.threads.values()) if (track.exitNs === undefined) this.#measures.fillIdle(track);
      if (batch.count > 0) this.#revision++;
    }
    if (this.#ended) for (const track of this.threads.values()) track.closeAll(this.#endNs);
  }

  /** Changes whenever rows were appended: what was computed for a revision holds for it. */
  get revision(): number {
    return this.#revision;
  }

  /** Newest time in the trace, ns. */
  get endNs(): number {
    return this.#endNs;
  }

  /** Rows lost to full rings so far. */
  get dropped(): number {
    return this.counts.dropped;
  }

  /** Of a reduced trace: what took less is counted, ms. */
  get reducedBelowMs(): number | undefined {
    return this.#meta?.reducedBelowMs;
  }

  get facts(): RunFacts {
    return { meta: this.#meta, ended: this.#ended, ...this.#measures.facts };
  }

  get cores(): ReadonlyMap<number, CoreTrack> {
    return this.#measures.cores;
  }

  get load(): TraceData['load'] {
    return this.#measures.load;
  }

  lifeOf(track: ThreadTrack): ThreadLife {
    return this.#lives.of(track, { revision: this.#revision, endNs: this.#endNs });
  }

  /** Threads by start, cores by number, shared objects. */
  lanes(): readonly LaneInfo[] {
    return laneInfos(this);
  }

  window(query: WindowQuery): WindowAnswer {
    return answerWindow(this, query);
  }

  /** `null` when there is no such slice. */
  details(laneId: number, slice: number): SliceDetails | null {
    return sliceDetails(this, laneId, slice);
  }

  /** Who let a slice go on, and whom it let go on; `null` when there is no such slice. */
  flowsOf(laneId: number, slice: number): SliceFlows | null {
    return flowsOf(this, this.#flows, laneId, slice);
  }

  /** The thread of that index; it exists from its first row on. */
  thread(index: number): ThreadTrack {
    // Rows of a thread follow each other.
    if (this.#recent?.index === index) return this.#recent;
    let track = this.threads.get(index);
    if (track === undefined) this.threads.set(index, (track = new ThreadTrack(index)));
    this.#recent = track;
    return track;
  }

  /** One pass over the rows. There may be millions: what most of them are, slices, is read without looking up columns for each. */
  #appendRows(batch: RowBatch): void {
    const { count, time, duration, thread, kind: kinds, object, value, site, texts } = batch;
    for (let row = 0; row < count; row++) {
      const durationNs = this.#lengthOf(time[row]!, duration[row]!);
      if (durationNs < 0) continue;
      const kind = kinds[row]!;
      this.counts.add(kind, value[row]!);
      if (!isThreadSlice(kind)) {
        this.#appendOther(batch, row, durationNs);
        continue;
      }
      const start = time[row]!;
      this.#saw(start + durationNs);
      const track = this.thread(thread[row]!);
      track.addSlice(start, start + durationNs, kind, object[row]!, value[row]!, site[row]!);
      if (isWait(kind)) this.waits.add(kind, object[row]!, site[row]!, track.index, start, durationNs, 1);
      else if (kind === RowKind.gc) track.addCollections(collectionKind(value[row]!), 1, durationNs);
      else if (kind === RowKind.task && texts.size > 0) this.#noteArguments(object[row]!, texts.get(row));
    }
  }

  /** ns; 0 for a row whose duration is none, and -1 for one whose time is none. */
  #lengthOf(time: number, duration: number): number {
    const isLength = duration >= 0 && duration < MAX_NS;
    const isTime = time >= 0 && time < MAX_NS;
    if (isLength && isTime) return duration;
    this.oddRows++;
    return isTime ? 0 : -1;
  }

  #appendOther(batch: RowBatch, row: number, durationNs: number): void {
    const kind = batch.kind[row]!;
    if (kind >= RowKind.spawn && kind < RowKind.sample) this.#appendEvent(batch, row, durationNs);
    else if (this.profile.append(batch, row)) return;
    else if (kind < RowKind.spawn) this.#introduce(batch, row);
    else this.#appendMeasure(batch, row, durationNs);
  }

  #noteArguments(task: number, text: string | undefined): void {
    if (text !== undefined && text !== '') this.taskArguments.set(task, text.slice(0, MAX_ARGUMENTS));
  }

  #introduce(batch: RowBatch, row: number): void {
    const object = batch.object[row]!;
    const text = batch.texts.get(row) ?? '';
    switch (batch.kind[row]) {
      case RowKind.meta:
        this.#measures.processes.add(batch.thread[row]!);
        // Each process of a run has its own; the first process is the run.
        if (this.#meta === undefined || batch.thread[row] === 0) this.#meta = parseRunMeta(text) ?? this.#meta;
        break;
      case RowKind.thread: {
        const track = this.thread(batch.thread[row]!);
        const known = track.introduced;
        track.introduce(text, batch.value[row]!, object, batch.site[row]!, batch.time[row]!);
        if (!known && track.isWorker) this.counts.spawn++;
        this.#saw(batch.time[row]!);
        break;
      }
      case RowKind.site:
        this.sites.set(object, parseSite(text));
        break;
      case RowKind.object:
        this.objects.set(object, { id: object, type: batch.value[row]!, name: text, site: batch.site[row]! });
        break;
      default:
    }
  }

  #appendEvent(batch: RowBatch, row: number, durationNs: number): void {
    const time = batch.time[row]!;
    const object = batch.object[row]!;
    const value = batch.value[row]!;
    const site = batch.site[row]!;
    const thread = batch.thread[row]!;
    const track = this.thread(thread);
    this.#saw(time);
    switch (batch.kind[row]) {
      case RowKind.hold:
      case RowKind.notify:
        this.handovers.add(batch, row, durationNs);
        break;
      case RowKind.result:
        this.#flows.results.add(batch, row);
        break;
      case RowKind.submit:
        this.#flows.submits.add(batch, row);
        this.submissions.add({ first: object, count: value, timeNs: time, thread, site });
        break;
      case RowKind.exit:
        this.#measures.fillIdle(track, time);
        track.exit(time, value, object);
        break;
      case RowKind.open:
        if (isThreadSlice(value)) track.openSlice(time, value, object, site);
        if (value === RowKind.task) this.#noteArguments(object, batch.texts.get(row));
        break;
      case RowKind.online:
        track.onlineNs ??= time;
        break;
      case RowKind.deadlock:
        track.deadlocks.push({ number: value, timeNs: time, site, text: batch.texts.get(row) ?? '' });
        break;
      case RowKind.failure:
        track.failure ??= { cause: value, site, text: batch.texts.get(row) ?? '' };
        break;
      case RowKind.childProcess:
        this.childSites.push(site);
        break;
      case RowKind.profiled:
        track.profiler ??= { nodeThread: object, pid: value, intervalUs: site, clockOffsetNs: time - durationNs };
        break;
      case RowKind.put:
      case RowKind.get:
        this.handovers.add(batch, row, durationNs);
        // Inside put() and get() a message is copied.
        if (durationNs >= COPY_NS) track.addSlice(time, time + durationNs, RowKind.serialize, object, 0, site);
        break;
      case RowKind.countedTask:
        track.countedTasks.count += quantityOf(value);
        track.countedTasks.ns += durationNs;
        break;
      case RowKind.countedGc:
        track.addCollections(collectionKind(object), quantityOf(value), durationNs);
        track.countedGcNs += durationNs;
        break;
      case RowKind.countedWait:
        this.#countWait(track, object, site, time, durationNs, value);
        break;
      default:
    }
  }

  #countWait(track: ThreadTrack, object: number, site: number, timeNs: number, ns: number, count: number): void {
    const type = this.objects.get(object)?.type;
    if (type === ObjectType.pool && track.isWorker) {
      track.countedIdleNs += ns;
      return;
    }
    const kind = countedWaitKind(type);
    track.countedWaitNs.set(kind, (track.countedWaitNs.get(kind) ?? 0) + ns);
    this.waits.add(kind, object, site, track.index, Math.max(0, timeNs - ns), ns, count);
  }

  #appendMeasure(batch: RowBatch, row: number, durationNs: number): void {
    const time = batch.time[row]!;
    const thread = batch.thread[row]!;
    switch (batch.kind[row]) {
      case RowKind.sample:
        this.#measures.addSample(batch, row, durationNs, this.thread(thread));
        break;
      case RowKind.coreSample:
      case RowKind.processSample:
      case RowKind.affinity:
      case RowKind.overhead:
        this.#measures.add(batch, row, durationNs);
        break;
      case RowKind.memory:
        // In this kind of row the duration is bytes.
        this.thread(thread).memory.add(durationNs, quantityOf(batch.value[row]!), batch.site[row]! * 1024);
        break;
      case RowKind.dropped:
        this.thread(thread).dropped += batch.value[row]!;
        break;
      case RowKind.end:
        this.#end(thread, time, durationNs, batch.value[row]!);
        return;
      default:
        return;
    }
    this.#saw(time);
  }

  /** Each process has an end; that of the first one is the end of the run. */
  #end(thread: number, timeNs: number, wallNs: number, exitCode: number): void {
    this.#saw(timeNs);
    this.threads.get(thread)?.exit(timeNs, exitCode, ExitReason.finished);
    this.#measures.endProcess(thread, timeNs);
    if (thread === 0) this.#ended = { wallNs, exitCode: Number.isFinite(exitCode) ? exitCode : undefined };
  }

  #saw(timeNs: number): void {
    if (timeNs > this.#endNs) this.#endNs = timeNs;
  }
}
