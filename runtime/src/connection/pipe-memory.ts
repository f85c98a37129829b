/** The shared memory of a pipe: who has which end, and the rings that messages go through. */
import { Holders, HOLDER_WORDS } from './holders.ts';

/** Which end of a pipe. What end 0 sends goes through ring 0. */
export type EndIndex = 0 | 1;

/** What a pipe is made of. */
export interface PipeMemory {
  /** Who has the ends: see holders.ts. */
  readonly holders: SharedArrayBuffer;
  /** Ring of what end 0 sends; null where end 0 only receives. */
  readonly fromFirst: SharedArrayBuffer | null;
  /** Ring of what end 1 sends. */
  readonly fromSecond: SharedArrayBuffer;
  /**
   * Most bytes of a message, where the other end belongs to the network thread, which passes bytes on to somebody outside of
   * the program (see ../network/); absent where both ends are the program's own.
   */
  readonly mostBytes?: number | undefined;
}

/** Memory for the holders of a new pipe. */
export function createHolders(): SharedArrayBuffer {
  return new SharedArrayBuffer(2 * HOLDER_WORDS * 4);
}

/** The holders of one end. */
export function holdersOf(memory: PipeMemory, end: EndIndex): Holders {
  return new Holders(new Int32Array(memory.holders), end * HOLDER_WORDS);
}

/** The ring of what that end sends. */
export function ringFrom(memory: PipeMemory, end: EndIndex): SharedArrayBuffer | null {
  return end === 0 ? memory.fromFirst : memory.fromSecond;
}

/** Reads what `toFields` wrote; undefined when it is none of that. */
export function parseFields(fields: unknown): { readonly memory: PipeMemory; readonly end: EndIndex } | undefined {
  if (!Array.isArray(fields)) return undefined;
  const [end, holders, fromFirst, fromSecond, mostBytes] = fields as unknown[];
  if (end !== 0 && end !== 1) return undefined;
  if (!(holders instanceof SharedArrayBuffer) || !(fromSecond instanceof SharedArrayBuffer)) return undefined;
  if (fromFirst !== null && !(fromFirst instanceof SharedArrayBuffer)) return undefined;
  if (mostBytes !== undefined && typeof mostBytes !== 'number') return undefined;
  return { memory: { holders, fromFirst, fromSecond, mostBytes }, end };
}

/** What a handle of an end carries. */
export function toFields({ holders, fromFirst, fromSecond, mostBytes }: PipeMemory, end: EndIndex): readonly unknown[] {
  return [end, holders, fromFirst, fromSecond, ...(mostBytes === undefined ? [] : [mostBytes])];
}
