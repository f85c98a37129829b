/** Handles of the runtime out of a message. */
import { DecodeError } from '../../../errors.ts';
import { handleKind } from '../handles.ts';
import type { Outside } from '../outside.ts';
import { readText, type Reading } from './reading.ts';

export function readHandle(from: Reading): object {
  const { objects, outside } = from;
  const number = objects.reserve();
  const tag = readText(from);
  from.handleDepth++;
  const fields = from.value();
  from.handleDepth--;
  if (outside !== undefined) return objects.fill(number, given(outside, tag, fields));
  const kind = handleKind(tag);
  if (kind === undefined) throw new DecodeError(`a message holds a ${tag}, which this version does not know`);
  if (from.onlyHandles && kind.arrive === undefined) return objects.fill(number, {});
  const object = objects.fill(number, kind.decode(fields));
  if (kind.arrive !== undefined) from.arrivals.addHandle(kind, object);
  return object;
}

/** What fields from outside of the program stand for. Throws where they may stand for nothing. */
function given({ give }: Outside, tag: string, fields: unknown): object {
  if (give === undefined) throw new DecodeError(`a message from outside of the program holds a handle: ${tag}`);
  return give(tag, fields);
}
