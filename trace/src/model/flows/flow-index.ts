/** Slices and instants that tell who made whom go on, found by what they are about; holds and messages are in `Handovers`. */
import { RowKind } from '../../vocabulary.ts';
import { TaskRanges } from '../introductions.ts';
import { EventLists, type EventList, type FlowEvent } from './event-list.ts';

/** A slice of a thread. */
export interface SliceRef {
  readonly thread: number;
  readonly slice: number;
}

const WAITS: ReadonlySet<number> = new Set([
  RowKind.waitLock,
  RowKind.waitGet,
  RowKind.waitPut,
  RowKind.waitSemaphore,
  RowKind.waitEvent,
  RowKind.waitCondition,
  RowKind.waitBarrier,
  RowKind.waitJoin,
]);

/** What came back of tasks that were one chunk. */
interface ChunkResult {
  readonly first: number;
  readonly count: number;
  readonly event: FlowEvent;
}

/** Instants of one kind: by what they are about, and by who did them. */
class KindIndex {
  readonly ofObject: EventLists = new EventLists();
  readonly ofThread: EventLists = new EventLists();

  add(event: FlowEvent): void {
    this.ofObject.add(event.object, event);
    this.ofThread.add(event.thread, event);
  }
}

export class FlowIndex {
  readonly notifies: KindIndex = new KindIndex();
  /** `object`: the first task. */
  readonly submits: KindIndex = new KindIndex();
  readonly results: KindIndex = new KindIndex();
  readonly #waits = new EventLists();
  readonly #resultOfTask = new TaskRanges<ChunkResult>();
  readonly #tasks = new Map<number, SliceRef>();
  readonly #spawns = new Map<number, SliceRef>();

  /** A slice that has ended: of a kind, about an object, from `startNs` to `timeNs`. */
  addSlice(kind: number, ended: Omit<FlowEvent, 'number'>, slice: number): void {
    const { object, thread } = ended;
    if (kind === RowKind.task && object > 0) this.#tasks.set(object, { thread, slice });
    else if (kind === RowKind.spawn) this.#spawns.set(object, { thread, slice });
    else if (WAITS.has(kind)) this.#waits.add(waitKey(kind, object), { ...ended, number: slice });
  }

  /** An instant. `number`: the row's value. */
  add(kind: number, event: FlowEvent): void {
    switch (kind) {
      case RowKind.notify:
        this.notifies.add(event);
        break;
      case RowKind.submit:
        this.submits.add(event);
        break;
      case RowKind.result: {
        const { object, number } = event;
        this.results.add(event);
        // A chunk of several tasks comes back as one.
        this.#resultOfTask.add({ first: object, count: number >= 1 ? number : 1, event });
        break;
      }
      default:
    }
  }

  /** Waits of a kind for an object, by their ends. `number`: the slice. */
  waits(kind: number, object: number): EventList {
    return this.#waits.of(waitKey(kind, object));
  }

  /** The slice of a task that has ended. */
  task(task: number): SliceRef | undefined {
    return this.#tasks.get(task);
  }

  /** The slice in which the thread was started. */
  spawnOf(thread: number): SliceRef | undefined {
    return this.#spawns.get(thread);
  }

  resultOf(task: number): FlowEvent | undefined {
    return this.#resultOfTask.of(task)?.event;
  }
}

function waitKey(kind: number, object: number): number {
  return object * 256 + kind;
}
