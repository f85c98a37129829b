/** Handles of the runtime. */
import type { AnyKind } from '../handles.ts';
import { Refusal, WITHIN_REFUSAL } from '../refusal.ts';
import { Tag } from '../tags.ts';
import type { Writing } from './writing.ts';

export function writeHandle(to: Writing, object: object, kind: AnyKind): void {
  const { writer, outside } = to;
  const fields = outside?.take?.(object);
  if (outside !== undefined && fields === undefined) throw new Refusal(object, WITHIN_REFUSAL);
  writer.byte(Tag.handle);
  to.string(kind.tag);
  if (outside !== undefined) to.value(fields);
  else {
    writeFields(to, object, kind);
    if (kind.journey !== undefined) writer.journeys.push(kind.journey(object));
  }
}

/** Memory in a handle is what the handle stands for: it travels as an id. */
function writeFields(to: Writing, object: object, kind: AnyKind): void {
  const { rawMemory } = to;
  if (!rawMemory) {
    const why = kind.keptFromProcesses?.(object);
    if (why !== undefined) throw new Refusal(object, why);
  }
  to.rawMemory = true;
  to.value(kind.encode(object));
  to.rawMemory = rawMemory;
}
