/**
 * A parallel program, played event by event: a pool whose workers go two by two, one puts into a queue, the other takes
 * from it, and all of them add to a result under one lock. Who waits, and for how long, follows from who came before.
 */
import type { BatchBuilder } from '../../trace/src/row-batch.ts';
import { RowKind, SleepPlace, sampleObject } from '../../trace/src/vocabulary.ts';
import { Random } from '../../test/unit/trace/random.ts';

/** What the program's rows are about. */
export const Id = { pool: 1, lock: 2, firstQueue: 3, task: 1, submit: 2, put: 3, get: 4, acquire: 5 } as const;

const US = 1000;
const SAMPLE_NS = 10_000 * US;
/** Tasks that main hands in at a time. */
const CHUNK = 256;
/** Messages that a queue has room for. */
const ROOM = 8;

interface Message {
  readonly number: number;
  readonly putNs: number;
}

class Worker {
  readonly index: number;
  readonly isProducer: boolean;
  readonly queue: number;
  /** Until here it has been played. */
  timeNs: number;
  /** From when on it waits for its partner; undefined while it does not. */
  waitsNs: number | undefined;
  sampledNs = 0;
  ranNs = 0;
  task = 0;
  taskStartNs = 0;

  constructor(index: number, startNs: number) {
    this.index = index;
    this.isProducer = index % 2 === 1;
    this.queue = (index - 1) >> 1;
    this.timeNs = startNs;
  }
}

/** Plays the workers in the order of time; each writes its rows into a buffer of its own, as real threads do. */
export class Program {
  readonly #rows: readonly BatchBuilder[];
  readonly #workers: readonly Worker[];
  readonly #messages: Message[][];
  readonly #sent: number[];
  readonly #random: Random;
  #lockFreeNs = 0;
  #nextTask = 1;
  #mainNs = 0;
  rowCount = 0;

  /** `rows`: a buffer for each thread, main's first; a worker begins where its `startNs` says. */
  constructor(rows: readonly BatchBuilder[], startNs: (worker: number) => number, seed: number) {
    this.#rows = rows;
    this.#workers = rows.slice(1).map((_, at) => new Worker(at + 1, startNs(at + 1)));
    this.#messages = this.#workers.map(() => []);
    this.#sent = this.#workers.map(() => 0);
    this.#random = new Random(seed);
  }

  /** Plays until `untilNs`. */
  playUntil(untilNs: number): void {
    for (;;) {
      let first: Worker | undefined;
      for (const worker of this.#workers) {
        if (worker.waitsNs === undefined && (first === undefined || worker.timeNs < first.timeNs)) first = worker;
      }
      if (first === undefined || first.timeNs >= untilNs) return;
      this.#step(first);
    }
  }

  /** One task, or as much of it as goes without the partner. */
  #step(worker: Worker): void {
    if (worker.task === 0) this.#begin(worker);
    if (!worker.isProducer) {
      const message = this.#messages[worker.queue]!.shift();
      if (message === undefined) {
        worker.waitsNs = worker.timeNs;
        return;
      }
      this.#get(worker, message);
    }
    this.#run(worker, this.#random.between(200, 1200) * US);
    this.#addUnderLock(worker);
    if (worker.isProducer && !this.#put(worker)) return;
    this.#end(worker);
  }

  #begin(worker: Worker): void {
    if ((this.#nextTask - 1) % CHUNK === 0) this.#submit(worker.timeNs);
    worker.task = this.#nextTask++;
    worker.taskStartNs = worker.timeNs;
  }

  #submit(timeNs: number): void {
    this.#mainNs = Math.max(this.#mainNs + US, timeNs - 50 * US);
    this.#push(0, this.#mainNs, 0, RowKind.submit, this.#nextTask, CHUNK, Id.submit);
  }

  #run(worker: Worker, ns: number): void {
    worker.timeNs += ns;
    worker.ranNs += ns;
  }

  #addUnderLock(worker: Worker): void {
    const askedNs = worker.timeNs;
    const gotNs = Math.max(askedNs, this.#lockFreeNs);
    if (gotNs > askedNs) {
      this.#push(worker.index, askedNs, gotNs - askedNs, RowKind.waitLock, Id.lock, 1, Id.acquire);
    } else this.#push(worker.index, askedNs, 0, RowKind.acquire, Id.lock, 0, Id.acquire);
    const heldNs = this.#random.between(2, 16) * US;
    worker.timeNs = gotNs;
    this.#run(worker, heldNs);
    this.#lockFreeNs = worker.timeNs;
    this.#push(worker.index, gotNs, heldNs, RowKind.hold, Id.lock, 0, Id.acquire);
  }

  /** Gives whether there was room. */
  #put(worker: Worker): boolean {
    const messages = this.#messages[worker.queue]!;
    const partner = this.#workers[worker.index];
    if (messages.length >= ROOM) {
      worker.waitsNs = worker.timeNs;
      return false;
    }
    const number = ++this.#sent[worker.queue]!;
    this.#push(worker.index, worker.timeNs, 2 * US, RowKind.put, Id.firstQueue + worker.queue, number, Id.put);
    this.#run(worker, 2 * US);
    messages.push({ number, putNs: worker.timeNs });
    if (partner?.waitsNs !== undefined) this.#wake(partner, RowKind.waitGet, Id.get, worker.timeNs);
    return true;
  }

  #get(worker: Worker, { number, putNs }: Message): void {
    worker.timeNs = Math.max(worker.timeNs, putNs);
    this.#push(worker.index, worker.timeNs, 2 * US, RowKind.get, Id.firstQueue + worker.queue, number, Id.get);
    this.#run(worker, 2 * US);
    const partner = this.#workers[worker.index - 2]!;
    if (partner.waitsNs === undefined) return;
    this.#wake(partner, RowKind.waitPut, Id.put, worker.timeNs);
    if (this.#put(partner)) this.#end(partner);
  }

  #wake(worker: Worker, kind: RowKind, site: number, byNs: number): void {
    const fromNs = worker.waitsNs!;
    worker.waitsNs = undefined;
    worker.timeNs = Math.max(fromNs, byNs) + 5 * US;
    this.#push(worker.index, fromNs, worker.timeNs - fromNs, kind, Id.firstQueue + worker.queue, 0, site);
  }

  #end(worker: Worker): void {
    const { index, taskStartNs, timeNs, task } = worker;
    this.#push(index, taskStartNs, timeNs - taskStartNs, RowKind.task, task, Id.pool, Id.task);
    this.#mainNs = Math.max(this.#mainNs + 100, timeNs);
    this.#push(0, this.#mainNs, 0, RowKind.result, task, 1, 0);
    worker.task = 0;
    if (timeNs - worker.sampledNs >= SAMPLE_NS) this.#sample(worker);
    if (this.#random.next() > 0.3) return;
    const idleNs = this.#random.between(10, 100) * US;
    this.#push(index, timeNs, idleNs, RowKind.waitTask, Id.pool, 0, 0);
    worker.timeNs += idleNs;
  }

  #sample(worker: Worker): void {
    const { index, timeNs, sampledNs, ranNs } = worker;
    const periodUs = Math.floor((timeNs - sampledNs) / US);
    const object = sampleObject((index - 1) % 64, SleepPlace.awake);
    this.#push(index, timeNs, Math.min(ranNs, periodUs * US), RowKind.sample, object, 0, periodUs);
    worker.sampledNs = timeNs;
    worker.ranNs = 0;
  }

  #push(
    thread: number,
    time: number,
    duration: number,
    kind: RowKind,
    object: number,
    value: number,
    site: number,
  ): void {
    this.#rows[thread]!.push(time, duration, thread, kind, object, value, site);
    this.rowCount++;
  }
}
