import type { EventLine, FoundEvent, HandoverKind, Handovers, LastEvents, TimeRange } from '../../model/handovers.ts';

/**
 * Handovers for who goes back through time, and so asks for times that hardly ever grow. Of each thread's events it keeps
 * where the last one was: of sixty threads that take one lock, few have to be looked at again.
 */
export class EventsBackwards implements LastEvents {
  readonly #handovers: Handovers;
  readonly #objects = new Map<HandoverKind, Map<number, LinesBackwards>>();

  constructor(handovers: Handovers) {
    this.#handovers = handovers;
  }

  last(kind: HandoverKind, object: number, range: TimeRange): FoundEvent | undefined {
    let ofKind = this.#objects.get(kind);
    if (ofKind === undefined) this.#objects.set(kind, (ofKind = new Map<number, LinesBackwards>()));
    let lines = ofKind.get(object);
    if (lines === undefined)
      ofKind.set(object, (lines = new LinesBackwards(this.#handovers.lines(kind, object).values())));
    return lines.last(range);
  }
}

/** The events of all threads about one object. */
class LinesBackwards {
  readonly #lines: readonly EventLine[];
  /** By line, of the last event until the time that was asked for last: its place, and its time. -Infinity where there is none. */
  readonly #places: Int32Array;
  readonly #timesNs: Float64Array;
  #untilNs = -Infinity;

  constructor(lines: Iterable<EventLine>) {
    this.#lines = [...lines];
    this.#places = new Int32Array(this.#lines.length);
    this.#timesNs = new Float64Array(this.#lines.length);
  }

  last({ afterNs, untilNs, except }: TimeRange): FoundEvent | undefined {
    if (untilNs > this.#untilNs) this.#timesNs.fill(Infinity);
    this.#untilNs = untilNs;
    const times = this.#timesNs;
    let latestNs = afterNs;
    let found = -1;
    for (let line = 0; line < times.length; line++) {
      if (times[line]! > untilNs) this.#goBack(line, untilNs);
      if (times[line]! <= latestNs || this.#lines[line]!.thread === except) continue;
      latestNs = times[line]!;
      found = line;
    }
    return found < 0 ? undefined : { line: this.#lines[found]!, index: this.#places[found]! };
  }

  #goBack(line: number, untilNs: number): void {
    const events = this.#lines[line]!;
    const place = events.lastUntil(untilNs);
    this.#places[line] = place;
    this.#timesNs[line] = place < 0 ? -Infinity : events.time[place]!;
  }
}
