/** What the client's side of a connection is in the trace: the listener's side is the same thing where both are of one run. */

/** A connection in the trace. */
export interface RecordedAs {
  /** The run's clock origin, which tells it from others, ms since 1970; 0 = nothing is recorded. */
  readonly originMs: number;
  /** Id of the object. */
  readonly object: number;
}

export const RECORDED_AS_BYTES = 12;

/** As bytes of the handshake. */
export function packRecordedAs({ originMs, object }: RecordedAs): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(RECORDED_AS_BYTES));
  bytes.setFloat64(0, originMs);
  bytes.setUint32(8, object);
  return new Uint8Array(bytes.buffer);
}

/** What `packRecordedAs` gave. Throws RangeError for fewer bytes. */
export function readRecordedAs(bytes: Uint8Array): RecordedAs {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { originMs: view.getFloat64(0), object: view.getUint32(8) };
}

/** Whether both are recorded, in one run. */
export function isSameRun(one: RecordedAs, other: RecordedAs): boolean {
  return one.originMs > 0 && one.originMs === other.originMs && one.object > 0 && other.object > 0;
}
