import type { RowBatch } from '../row-batch.ts';
import { ExitReason, RowKind, type ThreadRoleName } from '../vocabulary.ts';
import { ActivityTrack } from './activity-track.ts';
import { Nesting } from './nesting.ts';
import { MemoryTrack } from './memory-track.ts';
import { SliceTable } from './slice-table.ts';

const ROLE_NAMES: readonly ThreadRoleName[] = ['main', 'worker', 'process', 'instrument', 'helper'];
/** An announcement and the slice it announces read the clock one after the other. */
const SAME_START_NS = 100_000;
/** How far back the slice of a late announcement is looked for. */
const LATE_ANNOUNCEMENTS = 32;

/** ns and number of events that were counted instead of recorded one by one. */
export interface CountedTotals {
  count: number;
  ns: number;
}

/** What is about to end a thread. `site`: the line to change, 0 = not known. */
export interface Failure {
  readonly cause: number;
  readonly site: number;
  readonly text: string;
}

/** A wait that ended because it was part of a deadlock. */
export interface DeadlockPart {
  /** Number of the deadlock in the run. */
  readonly number: number;
  readonly timeNs: number;
  readonly site: number;
  /** The whole deadlock in words, the first line says that it is one. */
  readonly text: string;
}

/** V8's profiler samples the thread. */
export interface ThreadProfiler {
  /** Node's id of the thread, unique in its process. */
  readonly nodeThread: number;
  readonly pid: number;
  readonly intervalUs: number;
  /** Added to times of the profiler's clock it gives the run's, ns. */
  readonly clockOffsetNs: number;
}

/** Only threads of the runtime have these. */
const SERVICE: ReadonlySet<number> = new Set([RowKind.task, RowKind.waitTask, RowKind.initializer]);

/** Everything the trace says of one thread. */
export class ThreadTrack {
  readonly index: number;
  name: string;
  role: ThreadRoleName = 'worker';
  /** Whether its `thread` row has been read: other rows of a thread may come before. */
  introduced = false;
  /** Index of the thread that started it. */
  parent: number | undefined;
  /** Where it was started. */
  site = 0;
  spawnNs: number | undefined;
  onlineNs: number | undefined;
  exitNs: number | undefined;
  exitCode: number | undefined;
  exitReason: ExitReason | undefined;
  /** What ended it, where something saw it; the first that is told counts. */
  failure: Failure | undefined;
  profiler: ThreadProfiler | undefined;
  /** Its waits that were part of a deadlock. */
  readonly deadlocks: DeadlockPart[] = [];
  dropped = 0;
  /** How often it was seen on another core than before; it may have moved more often. */
  migrations = 0;
  /** Where it was last seen; undefined where cores are not measured. */
  core: number | undefined;

  readonly slices: SliceTable = new SliceTable();
  readonly activity: ActivityTrack = new ActivityTrack();
  readonly memory: MemoryTrack = new MemoryTrack();
  /** Garbage collections by `GcKind`, those without slices among them. */
  readonly collections: Map<number, CountedTotals> = new Map<number, CountedTotals>();
  /** Of those without slices, ns. */
  countedGcNs = 0;
  /** Counted tasks and counted idle, which no slice shows. */
  readonly countedTasks: CountedTotals = { count: 0, ns: 0 };
  countedIdleNs = 0;
  /** Whether it is there to run tasks; else evaluating its modules is its work, not its start. */
  servesTasks = false;
  readonly countedWaitNs: Map<number, number> = new Map<number, number>();
  readonly #nesting = new Nesting(this.slices);
  /** Slices that have been announced and whose own row has not come. */
  #open: number[] = [];

  constructor(index: number) {
    this.index = index;
    this.name = index === 0 ? 'main' : `thread ${index}`;
  }

  introduce(name: string, role: number, parent: number, site: number, timeNs: number): void {
    // A process that was killed is introduced by its parent too, from the spawn on: its own row is later, and counts.
    this.spawnNs = this.introduced ? Math.max(this.spawnNs ?? timeNs, timeNs) : timeNs;
    this.introduced = true;
    if (name !== '') this.name = name;
    this.role = ROLE_NAMES[role] ?? 'worker';
    this.parent = parent === 0 ? undefined : parent - 1;
    // Which line has started it only its parent knows.
    if (site !== 0) this.site = site;
  }

  /** A worker of the program's own making, or of another library: its modules are all that is known of its work. */
  get isForeign(): boolean {
    return this.isWorker && !this.servesTasks;
  }

  get isWorker(): boolean {
    return this.role === 'worker' || this.role === 'process';
  }

  /** Where its life begins: the spawn, else its first row. 0 while there is no row. */
  get startNs(): number {
    return this.spawnNs ?? 0;
  }

  /** Levels of nested slices, open ones with the end Infinity. */
  get levels(): Nesting['levels'] {
    this.#nesting.settle();
    return this.#nesting.levels;
  }

  /** From when on slices have changed since the last call; Infinity where none has. */
  takeChangedFromNs(): number {
    return this.#nesting.takeChangedFromNs();
  }

  /** Takes the row of a slice that has ended; it may have been announced. */
  addSlice(batch: RowBatch, row: number): void {
    const kind = batch.kind[row]!;
    if (!this.introduced) this.#sawTime(batch.time[row]!);
    if (!this.servesTasks) this.#sawKind(kind, batch.value[row]!);
    if (this.#open.length > 0 && this.#closes(batch, row, kind)) return;
    this.slices.addRow(batch, row, kind, batch.value[row]!);
  }

  /** Takes the row of a put or get, inside of which a message is copied. */
  addCopy(batch: RowBatch, row: number): void {
    this.#sawTime(batch.time[row]!);
    if (this.#open.length > 0 && this.#closes(batch, row, RowKind.serialize)) return;
    if (this.#wasToldOf(batch, row)) return;
    this.slices.addRow(batch, row, RowKind.serialize, 0);
  }

  /** Whether the row before said how much is copied by this put or get: that slice gets its line. */
  #wasToldOf({ time, object, site }: RowBatch, row: number): boolean {
    const { slices } = this;
    const last = slices.count - 1;
    const isSame =
      slices.kind[last] === RowKind.serialize &&
      slices.start[last] === time[row] &&
      slices.object[last] === object[row];
    if (isSame) slices.site[last] = site[row]!;
    return isSame;
  }

  /** Whether the row is of a slice that was announced: that one has its end now. */
  #closes(batch: RowBatch, row: number, kind: number): boolean {
    const start = batch.time[row]!;
    const end = start + batch.duration[row]!;
    const announced = this.#announcement(start, end, kind);
    if (announced === undefined) return false;
    this.#open = this.#open.filter((slice) => slice !== announced);
    const { slices } = this;
    slices.end[announced] = Math.max(end, slices.start[announced]!);
    slices.object[announced] = batch.object[row]!;
    slices.value[announced] = kind === RowKind.serialize && batch.kind[row] !== kind ? 0 : batch.value[row]!;
    if (batch.site[row] !== 0) slices.site[announced] = batch.site[row]!;
    this.#nesting.changed(announced);
    return true;
  }

  /** A slice has begun. Of a thread that has ended meanwhile, the slice ended with it. */
  openSlice(start: number, kind: number, object: number, site: number): void {
    this.#sawTime(start);
    this.#sawKind(kind, 0);
    const { slices } = this;
    const known = (slice: number): boolean =>
      slices.kind[slice] === kind && Math.abs(slices.start[slice]! - start) <= SAME_START_NS;
    if (this.#open.some(known)) return;
    for (let slice = slices.count - 1; slice >= Math.max(0, slices.count - LATE_ANNOUNCEMENTS); slice--) {
      if (known(slice) && slices.object[slice] === object) return;
    }
    const slice = slices.add(start, Infinity, kind, object, 0, site);
    this.#open.push(slice);
    if (this.exitNs !== undefined) this.closeAll(this.exitNs);
  }

  /** It was last seen on that core. */
  ranOn(core: number): void {
    if (this.core !== undefined && this.core !== core) this.migrations++;
    this.core = core;
  }

  addCollections(kind: number, count: number, ns: number): void {
    const sum = this.collections.get(kind) ?? { count: 0, ns: 0 };
    sum.count += count;
    sum.ns += ns;
    this.collections.set(kind, sum);
  }

  exit(timeNs: number, code: number, reason: number): void {
    if (this.exitNs !== undefined) return;
    this.#sawTime(timeNs);
    this.exitNs = timeNs;
    this.exitCode = Number.isFinite(code) ? code : undefined;
    this.exitReason = reason === 1 ? ExitReason.terminated : reason === 2 ? ExitReason.died : ExitReason.finished;
    this.closeAll(timeNs);
  }

  /** What is open ends here: the thread or the run is over. Its row may still come, and knows better. */
  closeAll(timeNs: number): void {
    for (const slice of this.#open) {
      const end = Math.max(timeNs, this.slices.start[slice]!);
      if (this.slices.end[slice]! <= end) continue;
      this.slices.end[slice] = end;
      this.#nesting.changed(slice);
    }
  }

  /** Slices that have begun and not come to an end: what the thread is at, or was when it ended. */
  get unfinished(): readonly number[] {
    return this.#open;
  }

  /** Tasks that have begun and not come to an end: they run right now, or their thread died in them. */
  get unfinishedTasks(): number {
    return this.#open.filter((slice) => this.slices.kind[slice] === RowKind.task).length;
  }

  /** What announced a slice that has ended. */
  #announcement(start: number, end: number, kind: number): number | undefined {
    return this.#open.findLast((slice) => {
      const announced = this.slices.start[slice]!;
      const isNear = announced >= start - SAME_START_NS && announced <= Math.max(end, start + SAME_START_NS);
      return isNear && this.slices.kind[slice] === kind;
    });
  }

  #sawKind(kind: number, value: number): void {
    this.servesTasks ||= SERVICE.has(kind) || (kind === RowKind.boot && value === 1);
  }

  #sawTime(timeNs: number): void {
    if (!this.introduced) this.spawnNs = Math.min(timeNs, this.spawnNs ?? timeNs);
  }
}
