/** Functions and classes out of a message, with the values that they use. */
import { DecodeError } from '../../../errors.ts';
import { functionTravel, type FunctionRevival } from '../functions.ts';
import { Tag } from '../tags.ts';
import type { Reading } from './reading.ts';

/** In the place of a function where nobody will call it. */
const NO_FUNCTION: FunctionRevival = { create: () => ({}), set: () => undefined };

/** It may be among its own values, so it is made before they are read. */
export function readFunction(from: Reading): object {
  const number = from.objects.reserve();
  const { create, set } = readRevival(from);
  const fn = from.objects.fill(number, create());
  set(readValues(from, set));
  return fn;
}

/** One that can be made only once its values are there. */
export function readLateFunction(from: Reading): object {
  const number = from.objects.reserve();
  const { create, set } = readRevival(from);
  set(readValues(from, set));
  const fn = from.objects.fill(number, create());
  for (const late of from.late.filter(({ missing }) => missing === number)) {
    late.values[late.position] = fn;
    late.set(late.values);
  }
  from.late = from.late.filter(({ missing }) => missing !== number);
  return fn;
}

function readRevival(from: Reading): FunctionRevival {
  const ref = from.value();
  if (from.onlyHandles) return NO_FUNCTION;
  const travel = functionTravel();
  if (travel === undefined)
    throw new DecodeError('a message holds a function, and this thread does not take functions');
  return travel.revive(ref);
}

/** One that is a late function still in the making is set once that is there. */
function readValues(from: Reading, set: FunctionRevival['set']): unknown[] {
  const { reader, objects } = from;
  const count = reader.count();
  const values = new Array<unknown>(count);
  for (let position = 0; position < count; position++) {
    const tag = reader.byte();
    if (tag !== Tag.reference) values[position] = from.tagged(tag);
    else {
      const number = reader.varint();
      if (objects.isUnmade(number)) from.late = [...from.late, { missing: number, values, position, set }];
      else values[position] = objects.at(number);
    }
  }
  return values;
}
