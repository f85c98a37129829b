/** A message that is being written, as those see it who write one kind of value each. */
import type { ByteWriter } from '../byte-writer.ts';
import type { FunctionTravel } from '../functions.ts';
import type { ObjectNumbers } from '../object-numbers.ts';
import type { Outside } from '../outside.ts';

export interface Writing {
  readonly writer: ByteWriter;
  readonly numbers: ObjectNumbers;
  /** Set where the reader is outside of the program. */
  readonly outside: Outside | undefined;
  /** Whether functions may be in the value, and how they travel. */
  readonly functions: FunctionTravel | undefined;
  /** Whether shared memory may be in what is being written. */
  rawMemory: boolean;
  /** How many errors the one that is being written is the cause of. */
  errorDepth: number;
  /** Classes and bound functions whose values are being written: the reader makes them after these. */
  readonly unmade: Set<object>;
  /** Ids of the shared memory in the message. */
  readonly memories: number[];
  /** Writes a value. Throws Refusal for what cannot travel. */
  readonly value: (value: unknown) => void;
  readonly string: (text: string) => void;
  /** Writes a reference if the object was written before. */
  readonly again: (object: object) => boolean;
}
