/** A call as it lies in a message: see call-travel.ts. */
import type { Memories } from '../shared-memory/shared-registry.ts';

/** Each part encoded. */
export interface PackedCall {
  readonly target: Uint8Array | null;
  readonly subclass: Uint8Array | null;
  readonly args: Uint8Array;
  readonly fields: Uint8Array;
  /** What the handles in them lie in: sent along, because asking the directory would cost the start of a worker 2 ms. */
  readonly memories: Memories;
}
