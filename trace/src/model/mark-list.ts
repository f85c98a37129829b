import type { LaneColumns } from '../query.ts';

export interface Mark {
  readonly startNs: number;
  readonly endNs: number;
  readonly depth: number;
  readonly state: number;
  /** Index into `WAIT_REASONS` + 1; 0 = none. */
  readonly reason: number;
  readonly name: number;
  readonly slice: number;
  readonly merged: number;
  readonly open: boolean;
}

/** The marks of one lane while its answer is put together; a few thousand at most, as many as there are pixels. */
export class MarkList {
  #marks: Mark[] = [];

  get count(): number {
    return this.#marks.length;
  }

  add(mark: Mark): void {
    if (mark.endNs >= mark.startNs) this.#marks.push(mark);
  }

  start(mark: number): number {
    return this.#marks[mark]!.startNs;
  }

  end(mark: number): number {
    return this.#marks[mark]!.endNs;
  }

  /** Puts the marks from that one on into the order of their starts. */
  sortByStart(from: number): void {
    const sorted = this.#marks.splice(from).sort((a, b) => a.startNs - b.startNs);
    for (const mark of sorted) this.#marks.push(mark);
  }

  /** Gives marks that stand for one slice the number that belongs to their start. */
  numberBy(sliceAt: (startNs: number) => number): void {
    this.#marks = this.#marks.map((mark) => (mark.slice < 0 ? mark : { ...mark, slice: sliceAt(mark.startNs) }));
  }

  columns(laneId: number, samplesNs: Float64Array): LaneColumns {
    const marks = this.#marks;
    return {
      laneId,
      count: marks.length,
      startNs: Float64Array.from(marks, (mark) => mark.startNs),
      endNs: Float64Array.from(marks, (mark) => mark.endNs),
      depth: Uint8Array.from(marks, (mark) => mark.depth),
      state: Uint8Array.from(marks, (mark) => mark.state),
      reason: Uint8Array.from(marks, (mark) => mark.reason),
      name: Uint32Array.from(marks, (mark) => mark.name),
      slice: Int32Array.from(marks, (mark) => mark.slice),
      merged: Uint32Array.from(marks, (mark) => mark.merged),
      open: Uint8Array.from(marks, (mark) => (mark.open ? 1 : 0)),
      samplesNs,
    };
  }
}

/** Names of an answer, each once. */
export class NameList {
  readonly list: string[] = [];
  readonly #ids = new Map<string, number>();

  id(name: string): number {
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = this.list.push(name) - 1;
      this.#ids.set(name, id);
    }
    return id;
  }
}
