/** What rows with text introduce: places in the source, shared objects, batches of tasks. */
import type { SourceLocation } from '../query.ts';
import { firstIndex } from './slice-level.ts';

export interface SiteInfo {
  /** Function name, or empty. */
  readonly label: string;
  readonly location: SourceLocation | undefined;
}

export interface ObjectInfo {
  readonly id: number;
  /** `ObjectType` */
  readonly type: number;
  readonly name: string;
  /** Where it was created. */
  readonly site: number;
}

/** `count` tasks with ids from `first` were handed in at once. */
export interface Submission {
  readonly first: number;
  readonly count: number;
  readonly timeNs: number;
  readonly thread: number;
  readonly site: number;
}

/** `label\tfile:line:column`. What is not of this form has no location. */
export function parseSite(text: string): SiteInfo {
  const tab = text.indexOf('\t');
  const label = tab < 0 ? text : text.slice(0, tab);
  const match = /^(.+):(\d+):(\d+)$/.exec(tab < 0 ? '' : text.slice(tab + 1));
  const [, file, line, column] = match ?? [];
  if (file === undefined) return { label, location: undefined };
  return { label, location: { file, line: Number(line), column: Number(column) } };
}

/** Tasks whose ids follow each other. */
interface TaskRange {
  readonly first: number;
  readonly count: number;
}

/** What is known of tasks, range by range: a map's million tasks are a handful of ranges. */
export class TaskRanges<Range extends TaskRange> {
  readonly #list: Range[] = [];
  #sorted = true;
  /** Where the task was that was asked for last: those that follow it are asked for next. */
  #recent = 0;

  add(range: Range): void {
    const last = this.#list.at(-1);
    this.#sorted &&= last === undefined || last.first <= range.first;
    this.#list.push(range);
  }

  /** In the order of their first task ids. */
  get all(): readonly Range[] {
    if (!this.#sorted) this.#list.sort((a, b) => a.first - b.first);
    this.#sorted = true;
    return this.#list;
  }

  /** The range that a task is in. */
  of(task: number): Range | undefined {
    const list = this.all;
    if (!this.#isAt(this.#recent, task)) {
      const isNext = this.#isAt(this.#recent + 1, task);
      this.#recent = isNext ? this.#recent + 1 : firstIndex(list.length, (index) => list[index]!.first > task) - 1;
    }
    const found = list[this.#recent];
    return found && task < found.first + found.count ? found : undefined;
  }

  /** Whether the range there is the last that begins at or before the task. */
  #isAt(index: number, task: number): boolean {
    const range = this.#list[index];
    const next = this.#list[index + 1];
    return range !== undefined && range.first <= task && (next === undefined || next.first > task);
  }
}

/** Who handed in which task. */
export type Submissions = TaskRanges<Submission>;
