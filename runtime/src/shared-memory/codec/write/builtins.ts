/** Values of the language's own classes that hold no others, and errors. */
import { types } from 'node:util';
import type { ByteWriter } from '../byte-writer.ts';
import { errorFields } from '../error-envelope.ts';
import { Refusal } from '../refusal.ts';
import { Tag } from '../tags.ts';
import { writeInstance, writeMap, writeProperties, writeSet } from './collections.ts';
import type { Writing } from './writing.ts';

export function writeBigint(writer: ByteWriter, value: bigint): void {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex').reverse();
  writer.byte(Tag.bigint);
  writer.byte(negative ? 1 : 0);
  writer.varint(bytes.length);
  for (const byte of bytes) writer.byte(byte);
}

/** An object that is neither plain nor memory nor a handle. */
export function writeStructured(to: Writing, object: object): void {
  const { writer } = to;
  if (object instanceof Map) writeMap(to, object);
  else if (object instanceof Set) writeSet(to, object);
  else if (types.isDate(object)) writer.float64(Tag.date, object.getTime());
  else if (types.isRegExp(object)) writeTexts(to, Tag.regexp, [object.source, object.flags]);
  // Name and message of this one are private to it: the other side makes one anew.
  else if (object instanceof DOMException)
    writeTexts(to, Tag.domException, [object.name, object.message, object.stack ?? '']);
  else if (types.isNativeError(object)) writeError(to, object);
  else if (types.isBoxedPrimitive(object)) {
    writer.byte(Tag.boxed);
    to.value(object.valueOf());
  } else if (isUncloneable(object)) throw new Refusal(object);
  else writeInstance(to, object);
}

function writeError(to: Writing, error: Error): void {
  to.writer.byte(Tag.error);
  writeProperties(to, Tag.object, errorFields(error, to.errorDepth++));
  to.errorDepth--;
}

function writeTexts(to: Writing, tag: number, texts: readonly string[]): void {
  to.writer.byte(tag);
  for (const text of texts) to.string(text);
}

/** Objects that structured clone refuses too. */
function isUncloneable(object: object): boolean {
  return (
    types.isPromise(object) ||
    types.isWeakMap(object) ||
    types.isWeakSet(object) ||
    object instanceof WeakRef ||
    types.isProxy(object) ||
    types.isGeneratorObject(object) ||
    types.isExternal(object) ||
    types.isModuleNamespaceObject(object) ||
    object instanceof MessagePort ||
    isNativeHandle(object)
  );
}

/** Sockets, streams and the like: objects that hold a handle of Node. */
function isNativeHandle(object: object): boolean {
  return '_handle' in object && typeof object._handle === 'object';
}
