import { firstIndex } from '../slice-level.ts';

/** Something that happened in a thread at a time. */
export interface FlowEvent {
  readonly timeNs: number;
  /** Of what takes time: its beginning, of which `timeNs` is the end. */
  readonly startNs: number;
  readonly thread: number;
  readonly object: number;
  /** Which one: of messages the number, of waits the slice; else 0. */
  readonly number: number;
  readonly site: number;
}

/** Events in the order of time. They arrive nearly so: what is late is put in its place when the list is asked. */
export class EventList {
  readonly #events: FlowEvent[] = [];
  #sorted = true;

  add(event: FlowEvent): void {
    const last = this.#events.at(-1);
    this.#sorted &&= last === undefined || last.timeNs <= event.timeNs;
    this.#events.push(event);
  }

  /** The first `most` in `[fromNs, toNs)`. */
  between(fromNs: number, toNs: number, most: number): readonly FlowEvent[] {
    const first = this.#firstFrom(fromNs);
    return this.#events.slice(first, Math.max(first, Math.min(this.#firstFrom(toNs), first + most)));
  }

  /** The latest before `timeNs` that is right, and not before `sinceNs`. Looks at few: neighbours in time are near. */
  lastBefore(timeNs: number, sinceNs: number, isRight: (event: FlowEvent) => boolean): FlowEvent | undefined {
    for (let at = this.#firstFrom(timeNs) - 1, looks = 0; at >= 0 && looks < MOST_LOOKS; at--, looks++) {
      const event = this.#events[at]!;
      if (event.timeNs < sinceNs) return undefined;
      if (isRight(event)) return event;
    }
    return undefined;
  }

  /** The first from `timeNs` on that is right. */
  firstFrom(timeNs: number, isRight: (event: FlowEvent) => boolean): FlowEvent | undefined {
    const { length } = this.#events;
    for (let at = this.#firstFrom(timeNs), looks = 0; at < length && looks < MOST_LOOKS; at++, looks++) {
      if (isRight(this.#events[at]!)) return this.#events[at];
    }
    return undefined;
  }

  #firstFrom(timeNs: number): number {
    if (!this.#sorted) this.#events.sort((a, b) => a.timeNs - b.timeNs);
    this.#sorted = true;
    return firstIndex(this.#events.length, (index) => this.#events[index]!.timeNs >= timeNs);
  }
}

/** How many events of one object are looked at for a partner: of more than that at once nobody can tell who it was. */
const MOST_LOOKS = 256;

/** Event lists by a number, made when they are first written to. */
export class EventLists {
  readonly #lists = new Map<number, EventList>();

  add(key: number, event: FlowEvent): void {
    let list = this.#lists.get(key);
    if (list === undefined) this.#lists.set(key, (list = new EventList()));
    list.add(event);
  }

  of(key: number): EventList {
    return this.#lists.get(key) ?? NONE;
  }
}

const NONE = new EventList();
