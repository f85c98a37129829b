/** The flows of one slice: who let it go on, and whom it let go on. */
import type { Flow, FlowKind, SliceFlows } from '../../query.ts';
import { RowKind } from '../../vocabulary.ts';
import { stateOfKind, waitReasonOf } from '../kind-state.ts';
import { objectName } from '../slice-names.ts';
import type { ThreadTrack } from '../thread-track.ts';
import type { TraceData } from '../trace-data.ts';
import type { FlowEvent } from './event-list.ts';
import type { FlowIndex } from './flow-index.ts';
import { flowEnd, type Place } from './flow-end.ts';
import { CLOCK_NS } from '../wait-enders.ts';
import { barrierEnders, eventsOf, partnerOf, unblockedBy, unblockerOf, wokenBy } from './unblocking.ts';

/** Listed in each direction; more cannot be seen. */
const MOST = 20;
/** Events of a long task that are looked at for flows. */
const MOST_LOOKED_AT = 200;
/** A call that hands in tasks and waits for them does one right after the other. */
const SAME_CALL_NS = 1_000_000;

/** `null` when there is no such slice. */
export function flowsOf(model: TraceData, index: FlowIndex, thread: number, slice: number): SliceFlows | null {
  const track = model.threads.get(thread);
  if (track === undefined || !Number.isInteger(slice) || slice < 0 || slice >= track.slices.count) return null;
  index.update(model.threads.values());
  const finder = new FlowFinder(model, index, track, slice);
  finder.find();
  return finder.answer();
}

class FlowFinder {
  readonly #model: TraceData;
  readonly #index: FlowIndex;
  readonly #track: ThreadTrack;
  readonly #slice: number;
  readonly #startNs: number;
  readonly #endNs: number;
  readonly #object: number;
  readonly #flows = { in: [] as Flow[], out: [] as Flow[] };
  #more = 0;

  constructor(model: TraceData, index: FlowIndex, track: ThreadTrack, slice: number) {
    const { slices } = track;
    this.#model = model;
    this.#index = index;
    this.#track = track;
    this.#slice = slice;
    this.#startNs = slices.start[slice]!;
    this.#endNs = slices.end[slice]!;
    this.#object = slices.object[slice]!;
  }

  find(): void {
    const kind = this.#track.slices.kind[this.#slice]!;
    const isWait = waitReasonOf(kind) !== undefined;
    if (isWait && this.#endNs !== Infinity) this.#findWaker(kind);
    switch (kind) {
      case RowKind.spawn:
        this.#addStart();
        break;
      case RowKind.boot:
        this.#addStarter();
        break;
      case RowKind.waitResult:
        this.#addResults();
        this.#addSubmittedBefore();
        break;
      case RowKind.task:
        this.#addTask();
        break;
      default:
    }
    if (!isWait && stateOfKind(kind) !== stateOfKind(RowKind.gc)) this.#addContents();
    this.#addJoiners();
  }

  answer(): SliceFlows {
    const byTime = (a: Flow, b: Flow): number => a.hereNs - b.hereNs;
    const flows = [...this.#flows.in.sort(byTime), ...this.#flows.out.sort(byTime)];
    return { laneId: this.#track.index, slice: this.#slice, flows, more: this.#more };
  }

  #findWaker(kind: number): void {
    const wait = this.#asEvent();
    const { handovers } = this.#model;
    switch (kind) {
      case RowKind.waitLock:
        this.#addWaker('release', unblockerOf(handovers, kind, wait), wait);
        break;
      case RowKind.waitSemaphore:
        this.#addWaker('release', unblockerOf(handovers, kind, wait), wait);
        break;
      case RowKind.waitEvent:
      case RowKind.waitCondition:
        this.#addWaker('notify', unblockerOf(handovers, kind, wait), wait);
        break;
      case RowKind.waitBarrier:
        for (const { direction, other } of barrierEnders(this.#index, wait)) {
          const timeNs = direction === 'in' ? other.startNs : other.timeNs;
          this.#add('barrier', direction, direction === 'in' ? this.#endNs : this.#startNs, {
            ...other,
            timeNs,
            slice: other.number,
          });
        }
        break;
      case RowKind.waitGet:
        this.#addGot(this.#endNs, this.#endNs + CLOCK_NS);
        break;
      case RowKind.waitPut:
        this.#addWaker('room', unblockerOf(handovers, kind, wait), wait);
        break;
      case RowKind.waitJoin:
        this.#addEnd();
        break;
      default:
    }
  }

  /** A wait that gave up was ended by nobody. */
  #addWaker(kind: FlowKind, waker: FlowEvent | undefined, wait: FlowEvent): void {
    const value = this.#track.slices.value[this.#slice];
    if (waker !== undefined && (kind === 'room' || value === 1)) this.#add(kind, 'in', wait.timeNs, waker);
  }

  #addStart(): void {
    const child = this.#model.threads.get(this.#object);
    if (child === undefined) return;
    const slice = child.levels[0]?.slices[0] ?? -1;
    this.#add('start', 'out', this.#startNs, {
      thread: child.index,
      timeNs: child.startNs,
      site: 0,
      object: 0,
      ...(slice >= 0 && { slice }),
    });
  }

  #addStarter(): void {
    const { parent, index: thread, site } = this.#track;
    const spawn = this.#index.slices.spawnOf(thread);
    const from = spawn?.thread ?? parent;
    if (from === undefined) return;
    this.#add('start', 'in', this.#startNs, { thread: from, timeNs: this.#track.startNs, site, object: 0, ...spawn });
  }

  #addTask(): void {
    const submission = this.#model.submissions.of(this.#object);
    if (submission) this.#add('submit', 'in', this.#startNs, { ...submission, object: 0 });
    const result = this.#object > 0 ? this.#index.resultOf(this.#object) : undefined;
    if (result) this.#add('result', 'out', this.#endNs, { ...result, object: 0 });
  }

  /** What happened inside: messages, releases, notifications, tasks handed in and their results. */
  #addContents(): void {
    const { index: thread } = this.#track;
    const [from, to] = [this.#startNs, this.#endNs];
    const { handovers } = this.#model;
    const { submits } = this.#index;
    const here = { thread, fromNs: from, toNs: to, most: MOST_LOOKED_AT };
    this.#addGot(from, to);
    for (const put of eventsOf(handovers, RowKind.put, here)) {
      const get = partnerOf(handovers, RowKind.get, put);
      if (get) this.#add('message', 'out', put.timeNs, { ...get, ...this.#waitEndingAt(RowKind.waitGet, get) });
    }
    for (const hold of eventsOf(handovers, RowKind.hold, { ...here, toNs: to + 1 })) {
      for (const wait of unblockedBy(handovers, this.#index, hold)) {
        this.#add('release', 'out', hold.timeNs, { ...wait, slice: wait.number });
      }
    }
    for (const notify of eventsOf(handovers, RowKind.notify, here)) {
      for (const { kind, wait } of wokenBy(handovers, this.#index, notify)) {
        const why = kind === RowKind.waitSemaphore ? 'release' : 'notify';
        this.#add(why, 'out', notify.timeNs, { ...wait, slice: wait.number });
      }
    }
    for (const submit of submits.ofThread(thread).between(from, to, MOST_LOOKED_AT)) this.#addSubmitted(submit);
    this.#addResults();
  }

  #addGot(fromNs: number, toNs: number): void {
    const { handovers } = this.#model;
    const here = { thread: this.#track.index, fromNs, toNs, most: MOST_LOOKED_AT };
    for (const get of eventsOf(handovers, RowKind.get, here)) {
      const put = partnerOf(handovers, RowKind.put, get);
      if (put) this.#add('message', 'in', get.timeNs, { ...put, ...this.#waitEndingAt(RowKind.waitPut, put) });
    }
  }

  #addResults(): void {
    const results = this.#index.results.ofThread(this.#track.index);
    for (const result of results.between(this.#startNs, this.#endNs, MOST_LOOKED_AT)) {
      const task = this.#index.slices.task(result.object);
      if (!task) continue;
      const { end, site } = this.#model.threads.get(task.thread)!.slices;
      const timeNs = end[task.slice]!;
      this.#add('result', 'in', result.timeNs, { ...task, timeNs, site: site[task.slice]!, object: 0 });
    }
  }

  #addSubmittedBefore(): void {
    const before = this.#index.submits.ofThread(this.#track.index);
    const submit = before.lastBefore(this.#startNs + CLOCK_NS, this.#startNs - SAME_CALL_NS, () => true);
    if (submit) this.#addSubmitted(submit);
  }

  #addSubmitted(submit: FlowEvent): void {
    const count = this.#model.submissions.of(submit.object)?.count ?? 0;
    for (let task = submit.object; task < submit.object + Math.min(count, MOST_LOOKED_AT); task++) {
      const ref = this.#index.slices.task(task);
      if (!ref) continue;
      const { start, site } = this.#model.threads.get(ref.thread)!.slices;
      this.#add('submit', 'out', submit.timeNs, {
        ...ref,
        timeNs: start[ref.slice]!,
        site: site[ref.slice]!,
        object: 0,
      });
    }
  }

  #addEnd(): void {
    const joined = this.#model.threads.get(this.#object - 1);
    const exitNs = joined?.exitNs;
    if (joined === undefined || exitNs === undefined || exitNs < this.#startNs || exitNs > this.#endNs + CLOCK_NS)
      return;
    const last = lastSlice(joined);
    this.#add('end', 'in', this.#endNs, {
      thread: joined.index,
      timeNs: exitNs,
      site: 0,
      object: 0,
      ...(last >= 0 && { slice: last }),
    });
  }

  /** Of the last slice of a thread: who waited for its end. */
  #addJoiners(): void {
    const { exitNs, index } = this.#track;
    if (exitNs === undefined || lastSlice(this.#track) !== this.#slice) return;
    const waits = this.#index.slices.waits(RowKind.waitJoin, index + 1);
    for (const wait of waits.between(exitNs - CLOCK_NS, Infinity, MOST_LOOKED_AT)) {
      if (wait.startNs <= exitNs) this.#add('end', 'out', this.#endNs, { ...wait, object: 0, slice: wait.number });
    }
  }

  /** The wait that ended with a put or get, where it had to wait. */
  #waitEndingAt(kind: number, { object, thread, timeNs }: FlowEvent): { slice?: number } {
    const isOwn = (wait: FlowEvent): boolean => wait.thread === thread;
    const wait = this.#index.slices.waits(kind, object).lastBefore(timeNs + 1, timeNs - CLOCK_NS, isOwn);
    return wait === undefined ? {} : { slice: wait.number };
  }

  #asEvent(): FlowEvent {
    const { site } = this.#track.slices;
    const number = this.#slice;
    const { index: thread } = this.#track;
    return { timeNs: this.#endNs, startNs: this.#startNs, thread, object: this.#object, number, site: site[number]! };
  }

  #add(kind: FlowKind, direction: Flow['direction'], hereNs: number, there: Place & { readonly object: number }): void {
    const list = this.#flows[direction];
    if (list.length >= MOST) {
      this.#more++;
      return;
    }
    const name = there.object === 0 ? '' : objectName(this.#model, there.object, '');
    list.push({ kind, direction, hereNs, there: flowEnd(this.#model, there), ...(name !== '' && { object: name }) });
  }
}

/** The outermost slice that ended last; -1 when there is none. */
function lastSlice({ levels }: ThreadTrack): number {
  const outermost = levels[0];
  return outermost === undefined || outermost.count === 0 ? -1 : outermost.slices[outermost.count - 1]!;
}
