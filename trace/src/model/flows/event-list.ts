import { firstIndex, grown } from '../slice-level.ts';

/** Something that happened in a thread at a time. */
export interface FlowEvent {
  readonly timeNs: number;
  /** Of what takes time: its beginning, of which `timeNs` is the end. */
  readonly startNs: number;
  readonly thread: number;
  readonly object: number;
  /** Which one: of messages the number, of waits the slice; of tasks how many; else 0. */
  readonly number: number;
  readonly site: number;
}

/** Events as columns, in the order of arrival: there may be millions. */
export class EventTable {
  count = 0;
  timeNs: Float64Array = new Float64Array(16);
  startNs: Float64Array = new Float64Array(16);
  thread: Uint16Array = new Uint16Array(16);
  object: Uint32Array = new Uint32Array(16);
  number: Float64Array = new Float64Array(16);
  site: Uint32Array = new Uint32Array(16);

  add({ timeNs, startNs, thread, object, number, site }: FlowEvent): void {
    if (this.count === this.timeNs.length) this.#grow();
    const row = this.count++;
    this.timeNs[row] = timeNs;
    this.startNs[row] = startNs;
    this.thread[row] = thread;
    this.object[row] = object;
    this.number[row] = number;
    this.site[row] = site;
  }

  at(row: number): FlowEvent {
    return {
      timeNs: this.timeNs[row]!,
      startNs: this.startNs[row]!,
      thread: this.thread[row]!,
      object: this.object[row]!,
      number: this.number[row]!,
      site: this.site[row]!,
    };
  }

  #grow(): void {
    const capacity = this.count * 2;
    this.timeNs = grown(this.timeNs, new Float64Array(capacity));
    this.startNs = grown(this.startNs, new Float64Array(capacity));
    this.thread = grown(this.thread, new Uint16Array(capacity));
    this.object = grown(this.object, new Uint32Array(capacity));
    this.number = grown(this.number, new Float64Array(capacity));
    this.site = grown(this.site, new Uint32Array(capacity));
  }
}

/** Rows of a table in the order of time. They arrive nearly so: what is late is put in its place when the list is asked. */
export class EventList {
  readonly #table: EventTable;
  #rows = new Uint32Array(4);
  #count = 0;
  #sorted = true;

  constructor(table: EventTable) {
    this.#table = table;
  }

  add(row: number): void {
    const { timeNs } = this.#table;
    if (this.#count === this.#rows.length) this.#rows = grown(this.#rows, new Uint32Array(this.#count * 2));
    this.#sorted &&= this.#count === 0 || timeNs[this.#rows[this.#count - 1]!]! <= timeNs[row]!;
    this.#rows[this.#count++] = row;
  }

  /** The first `most` in `[fromNs, toNs)`. */
  between(fromNs: number, toNs: number, most: number): readonly FlowEvent[] {
    const first = this.#firstFrom(fromNs);
    const end = Math.max(first, Math.min(this.#firstFrom(toNs), first + most));
    return Array.from(this.#rows.subarray(first, end), (row) => this.#table.at(row));
  }

  /** The latest before `timeNs` that is right, and not before `sinceNs`. Looks at few: neighbours in time are near. */
  lastBefore(timeNs: number, sinceNs: number, isRight: (event: FlowEvent) => boolean): FlowEvent | undefined {
    for (let at = this.#firstFrom(timeNs) - 1, looks = 0; at >= 0 && looks < MOST_LOOKS; at--, looks++) {
      const event = this.#table.at(this.#rows[at]!);
      if (event.timeNs < sinceNs) return undefined;
      if (isRight(event)) return event;
    }
    return undefined;
  }

  /** The first from `timeNs` on that is right. */
  firstFrom(timeNs: number, isRight: (event: FlowEvent) => boolean): FlowEvent | undefined {
    for (let at = this.#firstFrom(timeNs), looks = 0; at < this.#count && looks < MOST_LOOKS; at++, looks++) {
      const event = this.#table.at(this.#rows[at]!);
      if (isRight(event)) return event;
    }
    return undefined;
  }

  #firstFrom(wantedNs: number): number {
    const { timeNs } = this.#table;
    const rows = this.#rows;
    if (!this.#sorted) rows.subarray(0, this.#count).sort((a, b) => timeNs[a]! - timeNs[b]! || a - b);
    this.#sorted = true;
    return firstIndex(this.#count, (at) => timeNs[rows[at]!]! >= wantedNs);
  }
}

/** How many events of one object are looked at for a partner: of more than that at once nobody can tell who it was. */
const MOST_LOOKS = 256;

/** Lists of a table's rows by a number, made when they are first written to. */
export class EventLists {
  readonly #table: EventTable;
  readonly #lists = new Map<number, EventList>();
  readonly #none: EventList;

  constructor(table: EventTable) {
    this.#table = table;
    this.#none = new EventList(table);
  }

  add(key: number, row: number): void {
    let list = this.#lists.get(key);
    if (list === undefined) this.#lists.set(key, (list = new EventList(this.#table)));
    list.add(row);
  }

  of(key: number): EventList {
    return this.#lists.get(key) ?? this.#none;
  }
}
