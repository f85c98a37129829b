/** Records in the trace that tasks were submitted: one row for those that are submitted in one go. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { clockNs, newIds, recordRow, recording } from '../instrument/record.ts';

export class SubmitRecord {
  readonly #site: number;
  #first = 0;
  #count = 0;
  #timeNs = 0;

  /** `site`: the line that submits. */
  constructor(site: number) {
    this.#site = site;
  }

  /** Ids for that many tasks in a row; gives the first. */
  add(count: number): number {
    const task = newIds(count);
    if (!recording()) return task;
    if (this.#count > 0 && task !== this.#first + this.#count) this.flush();
    if (this.#count === 0) {
      this.#first = task;
      this.#timeNs = clockNs();
    }
    this.#count += count;
    return task;
  }

  /** Writes what was added. */
  flush(): void {
    if (this.#count === 0) return;
    recordRow({
      kind: RowKind.submit,
      timeNs: this.#timeNs,
      object: this.#first,
      value: this.#count,
      site: this.#site,
    });
    this.#count = 0;
  }
}
