/** What a call of a shared object has come to, besides its value: it travels in the note of the answer. */

/** What the caller cannot see by itself. */
export const CallEffect = {
  none: 0,
  /** It had to wait; of what does not wait: it has let others go on, or set a lock free. */
  some: 1,
  /** A lock was taken once more by who had it already. */
  nested: 2,
} as const;
export type CallEffect = (typeof CallEffect)[keyof typeof CallEffect];

export interface CallOutcome {
  readonly effect: CallEffect;
  /** Number of the message in its ring, from 1; 0 = there was none. Larger ones than 2^30 begin anew. */
  readonly message: number;
}

const EFFECT_BITS = 2;

/** As the note of a frame. */
export function toNote({ effect, message }: CallOutcome): number {
  return ((message << EFFECT_BITS) | effect) >>> 0;
}

/** What `toNote` made. */
export function fromNote(note: number): CallOutcome {
  return { effect: (note & ((1 << EFFECT_BITS) - 1)) as CallEffect, message: note >>> EFFECT_BITS };
}
