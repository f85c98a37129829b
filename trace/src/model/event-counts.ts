import { RowKind } from '../vocabulary.ts';
import { quantityOf } from './quantity.ts';

/** How many events of each kind there were; exact, whether recorded one by one or counted. */
export class EventCounts {
  /** Rows that stand for one event of a thread. */
  recorded = 0;
  /** Events that were counted instead. */
  counted = 0;
  dropped = 0;
  spawn = 0;
  join = 0;
  submit = 0;
  put = 0;
  get = 0;
  acquire = 0;
  /** Calls of the user's functions that have ended, those of floods among them. */
  task = 0;

  /** `rowValue` as in the row, where it may be anything. */
  add(kind: number, rowValue: number): void {
    const value = quantityOf(rowValue);
    if (kind >= RowKind.spawn && kind < RowKind.countedAcquire && kind !== RowKind.open) this.recorded++;
    switch (kind) {
      case RowKind.join:
        this.join++;
        break;
      case RowKind.submit:
        this.submit += value;
        break;
      case RowKind.put:
        this.put++;
        break;
      case RowKind.get:
        this.get++;
        break;
      case RowKind.acquire:
        this.acquire++;
        break;
      case RowKind.waitLock:
      case RowKind.waitSemaphore:
        if (value > 0) this.acquire++;
        break;
      case RowKind.task:
        this.task++;
        break;
      case RowKind.countedAcquire:
        this.acquire += value;
        this.counted += value;
        break;
      case RowKind.countedPut:
        this.put += value;
        this.counted += value;
        break;
      case RowKind.countedGet:
        this.get += value;
        this.counted += value;
        break;
      case RowKind.countedTask:
        this.task += value;
        this.counted += value;
        break;
      case RowKind.countedWait:
      case RowKind.countedGc:
        this.counted += value;
        break;
      case RowKind.dropped:
        this.dropped += value;
        break;
      default:
    }
  }
}
