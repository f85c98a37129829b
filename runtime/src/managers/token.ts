/** Which object a proxy stands for, as data in a message. */
import { DecodeError } from '../errors.ts';
import type { Token } from './base-proxy.ts';

/** The token as data. */
export function tokenFields({ id, typeid, methods }: Token): readonly unknown[] {
  return [id, typeid, methods];
}

/** Reads what `tokenFields` gave. Throws DecodeError for what is none. */
export function tokenOf(fields: unknown): Token {
  const [id, typeid, methods] = Array.isArray(fields) ? (fields as unknown[]) : [];
  if (typeof id === 'number' && typeof typeid === 'string' && Array.isArray(methods)) {
    if (methods.every((name) => typeof name === 'string')) return { id, typeid, methods };
  }
  throw new DecodeError('a message is damaged: a proxy without its object');
}
