/** Whose doing the end of a wait was: the thread that went on before, and when. */
import type { TraceData } from '../../model/trace-data.ts';
import type { ThreadTrack } from '../../model/thread-track.ts';
import type { FoundEvent } from '../../model/handovers.ts';
import { firstIndex } from '../../model/slice-level.ts';
import { enderOf } from '../../model/wait-enders.ts';
import { RowKind } from '../../vocabulary.ts';
import { poolOf } from '../pool-workers.ts';
import { CrewMember } from './crew-member.ts';
import { EventsBackwards } from './events-backwards.ts';

/** A time that ended a wait lies in `(startNs, untilNs]`: of the wait, what the path has reached of it. */
export interface EndedWait {
  readonly track: ThreadTrack;
  readonly slice: number;
  readonly startNs: number;
  readonly untilNs: number;
}

/** Where the path goes on. */
export interface Waker {
  readonly thread: number;
  readonly timeNs: number;
  /** The hold whose end it was. */
  readonly hold?: Hold;
}

export interface Hold {
  readonly lock: number;
  readonly site: number;
  readonly startNs: number;
}

type FindWaker = (wait: EndedWait) => Waker | undefined;

/** Ends are sums of two rounded numbers. */
const TOLERANCE_NS = 1;
/** Slices after an idle wait until its task: loading, at most. */
const MAX_SLICES_TO_TASK = 4;

export class Wakers {
  readonly #data: TraceData;
  readonly #events: EventsBackwards;
  readonly #byKind: Readonly<Record<number, FindWaker>>;
  /** Workers by pool. */
  readonly #crews: ReadonlyMap<number, readonly CrewMember[]>;
  /** Arrivals at barriers: starts of waits by barrier and thread. */
  readonly #arrivals: ReadonlyMap<number, ReadonlyMap<number, Float64Array>>;

  constructor(data: TraceData) {
    this.#data = data;
    this.#events = new EventsBackwards(data.handovers);
    this.#crews = crewsOf(data);
    this.#arrivals = arrivalsOf(data);
    this.#byKind = {
      [RowKind.waitLock]: (wait) => this.#release(wait),
      [RowKind.waitGet]: (wait) => this.#put(wait),
      [RowKind.waitPut]: (wait) => this.#get(wait),
      [RowKind.waitJoin]: (wait) => this.#exit(wait),
      [RowKind.waitResult]: (wait) => this.#result(wait),
      [RowKind.waitTask]: (wait) => this.#submit(wait),
      [RowKind.waitBarrier]: (wait) => this.#lastArrival(wait),
      [RowKind.waitEvent]: (wait) => this.#otherEnd(wait),
      [RowKind.waitCondition]: (wait) => this.#otherEnd(wait),
      [RowKind.waitSemaphore]: (wait) => this.#otherEnd(wait),
    };
  }

  /** `undefined` where the trace does not tell: the thread's own wait is on the path then. */
  of(wait: EndedWait): Waker | undefined {
    const find = this.#byKind[wait.track.slices.kind[wait.slice]!];
    const waker = find?.(wait);
    const isPossible =
      waker !== undefined &&
      waker.timeNs > wait.startNs &&
      waker.timeNs <= wait.untilNs &&
      this.#data.threads.has(waker.thread);
    return isPossible ? waker : undefined;
  }

  #release(wait: EndedWait): Waker | undefined {
    const found = this.#ender(wait);
    if (found === undefined) return undefined;
    const { line, index } = found;
    const lock = wait.track.slices.object[wait.slice]!;
    const hold = { lock, site: line.site[index]!, startNs: line.detail[index]! };
    return { thread: line.thread, timeNs: line.time[index]!, hold };
  }

  /** Who took from the queue, set the event … It is noted when it has been done: maybe after. */
  #otherEnd(wait: EndedWait): Waker | undefined {
    const found = this.#ender(wait);
    return found && { thread: found.line.thread, timeNs: Math.min(wait.untilNs, found.line.time[found.index]!) };
  }

  #ender({ track, slice, startNs, untilNs }: EndedWait): FoundEvent | undefined {
    const { slices, index: thread } = track;
    const wait = { object: slices.object[slice]!, thread, startNs, endNs: untilNs };
    return enderOf(this.#events, slices.kind[slice]!, wait);
  }

  #put({ track, slice, startNs, untilNs }: EndedWait): Waker | undefined {
    const queue = track.slices.object[slice]!;
    const { handovers } = this.#data;
    const gets = handovers.lines(RowKind.get, queue).get(track.index);
    const at = gets?.firstFrom(Math.min(untilNs, track.slices.end[slice]!) - TOLERANCE_NS) ?? 0;
    const message = gets !== undefined && at < gets.count ? gets.detail[at]! : 0;
    const own = message > 0 ? handovers.putOf(queue, message) : undefined;
    const put = own ?? this.#events.last(RowKind.put, queue, { afterNs: startNs, untilNs, except: track.index });
    // The message's row is written when the putter has gone on: it may come after the getter's.
    return put && { thread: put.line.thread, timeNs: Math.min(untilNs, put.line.time[put.index]!) };
  }

  #get(wait: EndedWait): Waker | undefined {
    const { track, slice, untilNs } = wait;
    return this.#crews.has(track.slices.object[slice]!) ? ownerOf(track, untilNs) : this.#otherEnd(wait);
  }

  #exit({ track, slice, untilNs }: EndedWait): Waker | undefined {
    const thread = track.slices.object[slice]! - 1;
    const exitNs = this.#data.threads.get(thread)?.exitNs;
    // The end of a thread is seen by the supervisor, and written down after who waited for it has gone on.
    return exitNs === undefined ? undefined : { thread, timeNs: Math.min(untilNs, exitNs) };
  }

  /** Of those that work for the pool, the one that was done last before. */
  #result({ track, slice, untilNs }: EndedWait): Waker | undefined {
    let waker: Waker | undefined;
    let atWork: number | undefined;
    for (const worker of this.#crews.get(track.slices.object[slice]!) ?? []) {
      const thread = worker.track.index;
      if (worker.track.startNs >= untilNs) continue;
      const doneNs = worker.lastDoneNs(untilNs);
      if (doneNs === Infinity) atWork ??= thread;
      else if (doneNs > (waker?.timeNs ?? -Infinity)) waker = { thread, timeNs: doneNs };
    }
    const isPast = waker === undefined || waker.timeNs <= track.slices.start[slice]!;
    // Tasks too short for rows of their own: whoever is at work counts.
    return isPast && atWork !== undefined ? { thread: atWork, timeNs: untilNs } : waker;
  }

  /** Who handed in the task that ended the idle time. */
  #submit({ track, startNs, untilNs }: EndedWait): Waker | undefined {
    const [level] = track.levels;
    if (level === undefined) return undefined;
    const from = level.firstStartingFrom(untilNs);
    for (let at = from; at < Math.min(level.count, from + MAX_SLICES_TO_TASK); at++) {
      const slice = level.slices[at]!;
      if (track.slices.kind[slice] !== RowKind.task) continue;
      const submission = this.#data.submissions.of(track.slices.object[slice]!);
      if (submission === undefined) break;
      const { thread, timeNs } = submission;
      // Handed in before, it could not be sent before something else was done.
      return { thread, timeNs: timeNs > startNs ? timeNs : untilNs };
    }
    return ownerOf(track, untilNs);
  }

  /** All go on when the last one comes. */
  #lastArrival({ track, slice, startNs, untilNs }: EndedWait): Waker | undefined {
    let waker: Waker | undefined;
    for (const [thread, starts] of this.#arrivals.get(track.slices.object[slice]!) ?? []) {
      const timeNs = starts[firstIndex(starts.length, (at) => starts[at]! > untilNs) - 1] ?? -Infinity;
      if (thread === track.index || timeNs <= Math.max(startNs, waker?.timeNs ?? -Infinity)) continue;
      waker = { thread, timeNs };
    }
    return waker;
  }
}

function ownerOf(track: ThreadTrack, timeNs: number): Waker | undefined {
  return track.parent === undefined ? undefined : { thread: track.parent, timeNs };
}

function crewsOf({ threads }: TraceData): Map<number, CrewMember[]> {
  const crews = new Map<number, CrewMember[]>();
  for (const track of threads.values()) {
    const pool = poolOf(track);
    if (pool !== 0) crews.set(pool, [...(crews.get(pool) ?? []), new CrewMember(track)]);
  }
  return crews;
}

function arrivalsOf({ threads }: TraceData): Map<number, Map<number, Float64Array>> {
  const arrivals = new Map<number, Map<number, number[]>>();
  for (const { index, slices } of threads.values()) {
    if (slices.ofKind[RowKind.waitBarrier] === 0) continue;
    for (let slice = 0; slice < slices.count; slice++) {
      if (slices.kind[slice] !== RowKind.waitBarrier) continue;
      const ofBarrier = arrivals.get(slices.object[slice]!) ?? new Map<number, number[]>();
      const starts = ofBarrier.get(index) ?? [];
      starts.push(slices.start[slice]!);
      arrivals.set(slices.object[slice]!, ofBarrier.set(index, starts));
    }
  }
  return new Map(
    [...arrivals].map(([object, ofBarrier]) => [
      object,
      new Map([...ofBarrier].map(([thread, starts]) => [thread, Float64Array.from(starts).sort()])),
    ]),
  );
}
