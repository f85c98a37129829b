import { IpcReader } from '../ipc-reader.ts';
import type { LaneInfo, SliceDetails, SliceFlows, WindowAnswer, WindowQuery } from '../query.ts';
import { ProfileTable } from '../profile/cpu-profile.ts';
import type { RowBatch } from '../row-batch.ts';
import { ExitReason, RowKind, type RunMeta } from '../vocabulary.ts';
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
import { collectionKind, isThreadSlice, isWait } from './kind-state.ts';
import { laneInfos } from './lanes.ts';
import { Measures } from './measures.ts';
import { OddRows } from './odd-rows.ts';
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
  readonly taskArguments: Map<number, string> = new Map<number, string>();
  readonly profile: ProfileTable = new ProfileTable();
  readonly #reader = new IpcReader();
  readonly #oddRows = new OddRows();
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
      this.#appendRows(this.#oddRows.leftOutOf(batch));
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

  /** Rows whose times are none: left out, or taken as moments. */
  get oddRows(): number {
    return this.#oddRows.count;
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

  /**
   * One pass over the rows. There may be millions: columns are looked up once, what is handed on is the row, since a time that is
   * passed on would be put on the heap, and rows of a thread follow each other.
   */
  #appendRows(batch: RowBatch): void {
    const { count, time, duration, thread, kind: kinds, value } = batch;
    let endNs = this.#endNs;
    for (let row = 0; row < count; row++) {
      const kind = kinds[row]!;
      this.counts.add(kind, value[row]!);
      if (!isThreadSlice(kind)) {
        this.#appendOther(batch, row);
        continue;
      }
      const sliceEndNs = time[row]! + duration[row]!;
      if (sliceEndNs > endNs) endNs = sliceEndNs;
      const track = this.thread(thread[row]!);
      track.addSlice(batch, row);
      if (isWait(kind)) this.waits.add(batch, row);
      else if (kind === RowKind.gc) track.addCollections(collectionKind(value[row]!), 1, duration[row]!);
      else if (kind === RowKind.task) this.#noteArguments(batch, row);
    }
    this.#saw(endNs);
  }

  #appendOther(batch: RowBatch, row: number): void {
    const kind = batch.kind[row]!;
    if (kind >= RowKind.spawn && kind < RowKind.sample) this.#appendEvent(batch, row);
    else if (this.profile.append(batch, row)) return;
    else if (kind < RowKind.spawn) this.#introduce(batch, row);
    else this.#appendMeasure(batch, row);
  }

  #noteArguments({ object, texts }: RowBatch, row: number): void {
    if (texts.size === 0) return;
    const text = texts.get(row);
    if (text !== undefined && text !== '') this.taskArguments.set(object[row]!, text.slice(0, MAX_ARGUMENTS));
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

  #appendEvent(batch: RowBatch, row: number): void {
    const durationNs = batch.duration[row]!;
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
        this.handovers.add(batch, row);
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
        if (value === RowKind.task) this.#noteArguments(batch, row);
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
        this.handovers.add(batch, row);
        // Inside put() and get() a message is copied.
        if (durationNs >= COPY_NS) track.addCopy(batch, row);
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
        this.waits.addCounted(batch, row, track, this.objects.get(object)?.type);
        break;
      default:
    }
  }

  #appendMeasure(batch: RowBatch, row: number): void {
    const durationNs = batch.duration[row]!;
    const time = batch.time[row]!;
    const thread = batch.thread[row]!;
    switch (batch.kind[row]) {
      case RowKind.sample:
        this.#measures.addSample(batch, row, this.thread(thread));
        break;
      case RowKind.coreSample:
      case RowKind.processSample:
      case RowKind.affinity:
      case RowKind.overhead:
        this.#measures.add(batch, row);
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
