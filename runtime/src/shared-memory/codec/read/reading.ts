/** A message that is being read, as those see it who read one kind of value each. */
import { DecodeError } from '../../../errors.ts';
import type { Arrivals } from '../arrivals.ts';
import type { ByteReader } from '../byte-reader.ts';
import type { Outside } from '../outside.ts';
import type { FunctionRevival } from '../functions.ts';
import type { ReadObjects } from './read-objects.ts';

/** A value of a function: a late function that is still in the making. */
export interface LateValue {
  /** Number of the object that is missing. */
  readonly missing: number;
  readonly values: unknown[];
  readonly position: number;
  readonly set: FunctionRevival['set'];
}

export interface Reading {
  readonly reader: ByteReader;
  readonly objects: ReadObjects;
  readonly arrivals: Arrivals;
  /** Set where the messages come from outside of the program. */
  readonly outside: Outside | undefined;
  /** Only the handles are of interest: what else cannot be made is left out. */
  readonly onlyHandles: boolean;
  /** How many handles the value that is being read is a field of. */
  handleDepth: number;
  /** Values of functions that wait for a function in the making. */
  late: readonly LateValue[];
  /** Reads the next value. */
  readonly value: () => unknown;
  /** The same where its tag has been read. */
  readonly tagged: (tag: number) => unknown;
}

/** Reads a value that has to be a text. */
export function readText(from: Reading): string {
  const value = from.value();
  if (typeof value !== 'string') throw new DecodeError(`a message is damaged: a ${typeof value} instead of a text`);
  return value;
}
