/** What a client sends is looked at before it is believed. */
import { DecodeError } from '../../errors.ts';
import type { Request } from '../protocol.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The request. Throws DecodeError for what is none. */
export function parseRequest(message: unknown): Request {
  if (typeof message === 'object' && message !== null && 'op' in message) {
    const fields = message as unknown as Fields;
    if (CHECKS[String(fields['op'])]?.(fields) === true) return message as Request;
  }
  throw new DecodeError('a message is no request of a proxy');
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value);

const CHECKS: Readonly<Record<string, (fields: Fields) => boolean>> = Object.assign(
  Object.create(null) as Record<string, (fields: Fields) => boolean>,
  {
    call: ({ n, id, method, args }: Fields) =>
      isCount(n) && isCount(id) && typeof method === 'string' && Array.isArray(args),
    create: ({ n, typeid, args }: Fields) => isCount(n) && typeof typeid === 'string' && Array.isArray(args),
    ping: ({ n }: Fields) => isCount(n),
    count: ({ n }: Fields) => isCount(n),
    shutdown: ({ n }: Fields) => isCount(n),
    cancel: ({ n }: Fields) => isCount(n),
    hold: ({ id }: Fields) => isCount(id),
    drop: ({ id, count }: Fields) => isCount(id) && isCount(count),
    transit: ({ id, by }: Fields) => isCount(id) && (by === 1 || by === -1),
  },
);
