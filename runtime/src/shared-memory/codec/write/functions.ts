/** Functions and classes, with the values that they use. */
import { Refusal, refusalError } from '../refusal.ts';
import { Tag } from '../tags.ts';
import type { Writing } from './writing.ts';

export function writeFunction(to: Writing, fn: object): void {
  const travel = to.functions;
  if (travel === undefined) throw new Refusal(fn);
  if (to.again(fn)) return;
  const parts = travel.take(fn);
  const isLate = travel.needsValuesFirst(parts);
  if (isLate) to.unmade.add(fn);
  to.writer.byte(isLate ? Tag.lateFunction : Tag.function);
  to.value(parts.ref);
  to.writer.varint(parts.values.length);
  for (const [i, value] of parts.values.entries()) {
    try {
      // As a value of its own it may be one that is made later; inside an object it must be there.
      if (typeof value === 'function') writeFunction(to, value);
      else to.value(value);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw travel.refuse(fn, i, (root) => refusalError(root, value, error));
    }
  }
  to.unmade.delete(fn);
}
