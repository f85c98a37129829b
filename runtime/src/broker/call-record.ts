/**
 * In a process of its own: what the trace is told of calls that the broker does. The rows are those of the same calls in a
 * thread, about the same objects: their ids lie in the memory that the process has seen.
 */
import { clockNs, recording } from '../instrument/record.ts';
import { Connection } from '../connection/connection.ts';
import type { RecordedRing } from '../queues/recorded-ring.ts';
import { Queue } from '../queues/queue.ts';
import { SimpleQueue } from '../queues/simple-queue.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { Barrier } from '../synchronize/barrier.ts';
import { Condition } from '../synchronize/condition.ts';
import { Event } from '../synchronize/event.ts';
import { Lock } from '../synchronize/lock.ts';
import { RLock } from '../synchronize/rlock.ts';
import { Semaphore } from '../synchronize/semaphore.ts';
import { AcquireRecord, HoldRecord, WaitRecord } from '../synchronize/wait-record.ts';
import { CallEffect, type CallOutcome } from './call-effect.ts';
import type { RemoteWait } from './remote-table.ts';

/** How a call has ended: as the broker says; `failed`: it threw. */
export interface CallEnd extends CallOutcome {
  readonly failed: boolean;
  /** Whether it gave what was waited for: of an acquire, not that time ran out. */
  readonly gained: boolean;
}

const records = new WeakMap<object, WaitRecord>();

/** A call that waits begins; who calls what this gives says how it ended. */
export function recordWait(object: object, wait: RemoteWait): (end: CallEnd) => void {
  if (!recording()) return () => undefined;
  const ring = ringOf(object, wait.row);
  if (ring !== undefined) {
    const startNs = ring.begin(wait.row);
    return ({ effect, message }) =>
      ring.end(wait.row, startNs, { number: message, waited: effect === CallEffect.some });
  }
  const record = recordOf(object);
  const lock = object instanceof Condition ? lockRecordOf(object) : undefined;
  lock?.endHold();
  const startNs = record?.begin() ?? 0;
  return (end) => {
    record?.end(startNs, howEnded(wait, end));
    // It has the lock again, however it ended.
    lock?.countAcquire();
  };
}

/** A call that is done at once begins; who calls what this gives says what it came to. */
export function recordAct(object: object): (effect: CallEffect) => void {
  const record = recording() ? recordOf(object) : undefined;
  if (record === undefined) return () => undefined;
  // Others may go on before the answer is here.
  const timeNs = clockNs();
  return (effect) => {
    if (effect === CallEffect.none) return;
    if (record instanceof HoldRecord) record.endHold(timeNs);
    else record.noteWaking(timeNs);
  };
}

function howEnded({ row }: RemoteWait, { effect, failed, gained }: CallEnd): Parameters<WaitRecord['end']>[1] {
  if (effect === CallEffect.nested) return 'nested';
  // Who comes last to a barrier does not sleep, but ends the others' waits.
  const waited = effect === CallEffect.some || row === RowKind.waitBarrier;
  if (failed || !gained) return waited || !failed ? 'in-vain' : 'refused';
  return waited ? 'waited' : 'at-once';
}

function ringOf(object: object, row: RowKind): RecordedRing | undefined {
  if (object instanceof Queue || object instanceof SimpleQueue) return object.messages;
  return object instanceof Connection ? object.messages(row === RowKind.waitPut ? 'out' : 'in') : undefined;
}

function recordOf(object: object): WaitRecord | undefined {
  let record = records.get(object);
  if (record === undefined && (record = newRecord(object)) !== undefined) records.set(object, record);
  return record;
}

function lockRecordOf(condition: Condition): HoldRecord {
  return recordOf(condition.fields()[1]) as HoldRecord;
}

function newRecord(object: object): WaitRecord | undefined {
  if (object instanceof Lock || object instanceof RLock) {
    const { memory, at } = object.place();
    return new HoldRecord(new Int32Array(memory, 0, at + 1), at);
  }
  if (object instanceof Semaphore) return new AcquireRecord(RowKind.waitSemaphore, new Int32Array(object.memory), 0);
  if (object instanceof Event) return new WaitRecord(RowKind.waitEvent, new Int32Array(object.memory), 0);
  if (object instanceof Condition) return new WaitRecord(RowKind.waitCondition, new Int32Array(object.fields()[0]), 0);
  if (!(object instanceof Barrier)) return undefined;
  return new WaitRecord(RowKind.waitBarrier, new Int32Array(object.fields()[0] as SharedArrayBuffer), 0);
}
