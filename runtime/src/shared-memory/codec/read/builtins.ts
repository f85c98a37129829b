/** Values of the language's own classes that hold no others, and errors. */
import { DecodeError } from '../../../errors.ts';
import type { ByteReader } from '../byte-reader.ts';
import { createError, fillError } from '../error-envelope.ts';
import { Tag } from '../tags.ts';
import { readProperties } from './collections.ts';
import { readText, type Reading } from './reading.ts';

export function readBigint(reader: ByteReader): bigint {
  const negative = reader.byte() === 1;
  let digits = '';
  for (let count = reader.count(); count > 0; count--) {
    digits = reader.byte().toString(16).padStart(2, '0') + digits;
  }
  const value = BigInt(`0x${digits === '' ? '0' : digits}`);
  return negative ? -value : value;
}

export function readDate(from: Reading): Date {
  return from.objects.keep(new Date(from.reader.float64()));
}

export function readRegExp(from: Reading): RegExp {
  const number = from.objects.reserve();
  const source = readText(from);
  const flags = readText(from);
  try {
    return from.objects.fill(number, new RegExp(source, flags));
  } catch (error) {
    throw new DecodeError(`a message is damaged: /${source}/${flags} is no regular expression`, { cause: error });
  }
}

/** A primitive in an object of its own. */
export function readBoxed(from: Reading): object {
  const number = from.objects.reserve();
  const value = from.value();
  if (typeof value === 'object') throw new DecodeError('a message is damaged: a boxed primitive that is an object');
  return from.objects.fill(number, Object(value) as object);
}

export function readError(from: Reading): Error {
  const error = from.objects.keep(createError());
  if (from.reader.byte() !== Tag.object) throw new DecodeError('a message is damaged: an error without its fields');
  // The fields are an object of the encoder's own: it has no number.
  fillError(error, readProperties<Record<string, unknown>>(from, {}));
  return error;
}

export function readDomException(from: Reading): DOMException {
  const number = from.objects.reserve();
  const [name, message, stack] = [readText(from), readText(from), readText(from)];
  const made = new DOMException(message, name);
  Object.defineProperty(made, 'stack', { value: stack, writable: true, configurable: true });
  return from.objects.fill(number, made);
}
