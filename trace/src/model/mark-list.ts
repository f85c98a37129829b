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
    const marks = this.#marks;
    let isSorted = true;
    for (let at = from + 1; at < marks.length && isSorted; at++)
      isSorted = marks[at - 1]!.startNs <= marks[at]!.startNs;
    if (isSorted) return;
    const sorted = marks.splice(from).sort((a, b) => a.startNs - b.startNs);
    for (const mark of sorted) marks.push(mark);
  }

  /** Gives marks that stand for one slice the number that belongs to their start. */
  numberBy(sliceAt: (startNs: number) => number): void {
    this.#marks = this.#marks.map((mark) => (mark.slice < 0 ? mark : { ...mark, slice: sliceAt(mark.startNs) }));
  }

  columns(laneId: number, samplesNs: Float64Array): LaneColumns {
    const marks = this.#marks;
    const count = marks.length;
    const columns = {
      laneId,
      count,
      startNs: new Float64Array(count),
      endNs: new Float64Array(count),
      depth: new Uint8Array(count),
      state: new Uint8Array(count),
      reason: new Uint8Array(count),
      name: new Uint32Array(count),
      slice: new Int32Array(count),
      merged: new Uint32Array(count),
      open: new Uint8Array(count),
      samplesNs,
    };
    for (let at = 0; at < count; at++) {
      const mark = marks[at]!;
      columns.startNs[at] = mark.startNs;
      columns.endNs[at] = mark.endNs;
      columns.depth[at] = mark.depth;
      columns.state[at] = mark.state;
      columns.reason[at] = mark.reason;
      columns.name[at] = mark.name;
      columns.slice[at] = mark.slice;
      columns.merged[at] = mark.merged;
      columns.open[at] = mark.open ? 1 : 0;
    }
    return columns;
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
